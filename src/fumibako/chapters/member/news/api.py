"""News, for programs."""

from datetime import datetime

from django.utils import timezone

from fumibako.chapters.member.news import services
from fumibako.chapters.member.news.errors import BadMoment
from fumibako.chapters.member.news.models import News
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text


class NewsFacts(Facts):
    id: int
    kind: str
    title: str
    text: str
    title_en: str
    text_en: str
    shown_from: datetime
    shown_until: datetime | None


class NewNews(Given):
    """kind: information, maintenance or incident. shown_from, shown_until: ISO 8601, without an offset in the box's own
    zone; without a beginning it is shown at once."""

    kind: Text
    title: Text
    text: Text
    title_en: Text = ""
    text_en: Text = ""
    shown_from: Text | None = None
    shown_until: Text | None = None


def listed(request: ProgramRequest) -> list[NewsFacts]:
    """All news, the latest first."""
    return [_facts(news) for news in News.objects.all()]


def add(request: ProgramRequest, given: NewNews) -> NewsFacts:
    """Tell all customers something."""
    news = services.add_news(
        actor=request.caller.actor,
        kind=given.kind,
        title=given.title,
        text=given.text,
        title_en=given.title_en,
        text_en=given.text_en,
        shown_from=_moment(given.shown_from) or timezone.now(),
        shown_until=_moment(given.shown_until),
    )
    return _facts(news)


def _moment(text: str | None) -> datetime | None:
    """Raises BadMoment."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError) as error:
        raise BadMoment(value=text[:40]) from error


def _facts(news: News) -> NewsFacts:
    return NewsFacts(
        id=news.pk,
        kind=news.kind,
        title=news.title,
        text=news.text,
        title_en=news.title_en,
        text_en=news.text_en,
        shown_from=timezone.localtime(news.shown_from),
        shown_until=timezone.localtime(news.shown_until) if news.shown_until else None,
    )
