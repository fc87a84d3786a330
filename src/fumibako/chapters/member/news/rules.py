"""What news may be, rule by rule: services ask them one after another, forms all at once."""

from datetime import datetime

from fumibako.chapters.member.news import errors
from fumibako.chapters.member.news.models import News


def check_kind(kind: str) -> str:
    """Raises BadKind."""
    if kind not in News.Kind.values:
        raise errors.BadKind
    return kind


def check_period(shown_from: datetime, shown_until: datetime | None) -> None:
    """Raises EndsBeforeItBegins."""
    if shown_until is not None and shown_until <= shown_from:
        raise errors.EndsBeforeItBegins
