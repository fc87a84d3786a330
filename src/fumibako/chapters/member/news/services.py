"""What the operator tells all customers (A1)."""

from datetime import datetime

from django.db import transaction

from fumibako.chapters.member.news import rules
from fumibako.chapters.member.news.models import News
from fumibako.chapters.member.texts import check_text, check_title
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record


def add_news(
    *,
    actor: Actor,
    kind: str,
    title: str,
    text: str,
    shown_from: datetime,
    shown_until: datetime | None = None,
    title_en: str = "",
    text_en: str = "",
) -> News:
    """Raises BadKind, BadTitle, BadText, EndsBeforeItBegins."""
    news = News(kind=kind, title=title, text=text, title_en=title_en, text_en=text_en)
    news.shown_from, news.shown_until = shown_from, shown_until
    return _save(actor, "news.add", news)


def change_news(
    *,
    actor: Actor,
    news: News,
    kind: str,
    title: str,
    text: str,
    shown_from: datetime,
    shown_until: datetime | None = None,
    title_en: str = "",
    text_en: str = "",
) -> News:
    """Raises BadKind, BadTitle, BadText, EndsBeforeItBegins."""
    news.kind, news.title, news.text, news.title_en, news.text_en = kind, title, text, title_en, text_en
    news.shown_from, news.shown_until = shown_from, shown_until
    return _save(actor, "news.change", news)


def end_news(*, actor: Actor, news: News, at: datetime) -> None:
    """An incident is over, a maintenance done: from now on it stands in the list only."""
    with transaction.atomic():
        news.shown_until = at
        news.save(update_fields=["shown_until", "changed_at"])
        record(actor, "news.end", news.title)


def delete_news(*, actor: Actor, news: News) -> None:
    with transaction.atomic():
        record(actor, "news.delete", news.title)
        news.delete()


def _save(actor: Actor, action: str, news: News) -> News:
    rules.check_kind(news.kind)
    news.title, news.text = check_title("title", news.title), check_text("text", news.text)
    news.title_en = check_title("title_en", news.title_en, is_needed=False)
    news.text_en = check_text("text_en", news.text_en, is_needed=False)
    rules.check_period(news.shown_from, news.shown_until)
    with transaction.atomic():
        news.save()
        record(actor, action, news.title, kind=news.kind)
    return news
