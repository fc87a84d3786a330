"""{% load forwarding %}: what other features' pages say about forwarding."""

from typing import Any

from django import template

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding.queries import forwarders_to

register = template.Library()


@register.inclusion_tag("forwarding/_forwarders.html")
def forwarders(mailbox: Mailbox, *, is_suspension: bool = False) -> dict[str, Any]:
    """A list's item that says whose mail is forwarded to the mailbox that is to be deleted or suspended, where there is
    any."""
    return {"addresses": forwarders_to(mailbox), "is_suspension": is_suspension}
