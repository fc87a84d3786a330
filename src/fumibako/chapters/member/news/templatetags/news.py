"""{% load news %}: what stands on top of the pages where people arrive."""

import logging
from typing import Any

from django import template
from django.db import Error
from django.utils import timezone

from fumibako.chapters.member.faces import face_of
from fumibako.chapters.member.news.queries import lasting, published

register = template.Library()
log = logging.getLogger("fumibako.news")
MAX = 3


@register.inclusion_tag("news/_banners.html", takes_context=True)
def news_banners(context: dict[str, Any]) -> dict[str, Any]:
    """While the database is away, pages that ask for nothing else come without."""
    try:
        found = list(lasting(timezone.now())[:MAX])
    except Error as error:
        log.warning("no news: %s", error)
        found = []
    return {"found": found, "face": face_of(context["request"])}


@register.inclusion_tag("news/_latest.html", takes_context=True)
def latest_news(context: dict[str, Any]) -> dict[str, Any]:
    try:
        found = list(published(timezone.now())[:MAX])
    except Error as error:
        log.warning("no news: %s", error)
        found = []
    return {"found": found, "face": face_of(context["request"])}
