"""News, for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from fumibako.chapters.member.news import services
from fumibako.chapters.member.news.errors import BadMoment
from fumibako.chapters.member.news.models import News
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Values


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [_facts(news) for news in News.objects.all()]


def add(actor: Actor, values: Values) -> dict[str, Any]:
    """Without a beginning it is shown at once."""
    given = {name: values.text(name) for name in ("kind", "title", "text")}
    given |= {name: values.text(name, "") for name in ("title_en", "text_en")}
    begins, ends = values.text_or_none("shown_from"), values.text_or_none("shown_until")
    values.end()
    shown_from = _moment(begins) or timezone.now()
    return _facts(services.add_news(actor=actor, shown_from=shown_from, shown_until=_moment(ends), **given))


def _moment(text: str | None) -> datetime | None:
    """ISO 8601; without an offset it is the box's own time. Raises BadMoment."""
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
