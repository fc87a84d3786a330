"""{% load invitations %}: an invitation above the mail that brought it."""

import secrets
from typing import Any

from django import template
from django.template import Context

from fumibako.chapters.webmail.invitations.calendar import invitation_of
from fumibako.chapters.webmail.letter import Letter

register = template.Library()


@register.inclusion_tag("invitations/_invitation.html", takes_context=True)
def invitation(context: Context, letter: Letter, folder: str, uid: int) -> dict[str, Any]:
    found = invitation_of(letter.calendar) if letter.calendar else None
    return {
        "invitation": found,
        "folder": folder,
        "uid": uid,
        "nonce": secrets.token_hex(8),
        "csrf_token": context.get("csrf_token"),
    }
