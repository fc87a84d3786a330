"""News, for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from fumibako.chapters.member.news import services
from fumibako.chapters.member.news.errors import BadMoment
from fumibako.chapters.member.news.models import News
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text


class NewsFacts(Facts):
    """shown_from, shown_until: ISO 8601."""

    id: int
    kind: str
    title: str
    text: str
    title_en: str
    text_en: str
    shown_from: str
    shown_until: str | None


class NewNews(Given):
    """Without a beginning it is shown at once. Moments: ISO 8601; without an offset in the box's own zone."""

    kind: Text
    title: Text
    text: Text
    title_en: Text = ""
    text_en: Text = ""
    shown_from: Text | None = None
    shown_until: Text | None = None


def listed(request: ProgramRequest) -> list[NewsFacts]:
    """Every piece of news, the latest first."""
    return [NewsFacts(**_facts(news)) for news in News.objects.all()]


def add(request: ProgramRequest, given: NewNews) -> NewsFacts:
    """Tell all customers something."""
    values = given.model_dump()
    begins, ends = _moment(values.pop("shown_from")) or timezone.now(), _moment(values.pop("shown_until"))
    news = services.add_news(actor=request.caller.actor, shown_from=begins, shown_until=ends, **values)
    return NewsFacts(**_facts(news))


def _moment(text: str | None) -> datetime | None:
    """Raises BadMoment."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError) as error:
        raise BadMoment(value=text[:40]) from error


def _facts(news: News) -> dict[str, Any]:
    names = ("kind", "title", "text", "title_en", "text_en")
    until = timezone.localtime(news.shown_until).isoformat() if news.shown_until else None
    return {
        "id": news.pk,
        **{name: getattr(news, name) for name in names},
        "shown_from": timezone.localtime(news.shown_from).isoformat(),
        "shown_until": until,
    }
