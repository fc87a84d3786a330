"""{% load writing %}: what waits to be sent, on every page of the webmail."""

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.writing.outbox import waiting_of

register = template.Library()
SOON = timedelta(minutes=2)


@register.simple_tag
def number_waiting(request: MemberRequest) -> int:
    return waiting_of(request.mailbox).count()


@register.inclusion_tag("writing/_waiting_soon.html", takes_context=True)
def waiting_soon(context: Context, request: MemberRequest) -> dict[str, Any]:
    """Those that can still be taken back for a moment."""
    soon = waiting_of(request.mailbox).filter(send_at__lt=timezone.now() + SOON, trouble="")
    return {"rows": soon, "csrf_token": context.get("csrf_token")}
