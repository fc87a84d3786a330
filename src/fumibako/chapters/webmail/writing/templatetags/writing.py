"""{% load writing %}: what waits to be sent, on every page of the webmail."""

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.guard.queries import is_approver
from fumibako.chapters.webmail.writing.approving import held_for
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.outbox import waiting_of

register = template.Library()
SOON = timedelta(minutes=2)


@register.simple_tag
def number_waiting(request: MemberRequest) -> int:
    return waiting_of(request.mailbox).count()


@register.simple_tag
def number_to_approve(request: MemberRequest) -> int | None:
    """None for somebody who never approves any."""
    number = len(held_for(request.mailbox))
    return number if number or is_approver(request.mailbox) else None


@register.inclusion_tag("writing/_waiting_soon.html", takes_context=True)
def waiting_soon(context: Context, request: MemberRequest) -> dict[str, Any]:
    """Those that can still be taken back for a moment."""
    soon = waiting_of(request.mailbox).filter(send_at__lt=timezone.now() + SOON, state=Submission.State.WAITING)
    return {"rows": soon, "csrf_token": context.get("csrf_token")}
