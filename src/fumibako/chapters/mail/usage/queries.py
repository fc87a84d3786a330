"""What mailboxes hold now. None where it cannot be read at the moment: a page shows the rest.

A page waits once for a Dovecot that hangs; for AWAY_SECONDS nobody asks again about that mailbox or domain.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import Mailboxes, Usage
from fumibako.machine.provision.client import AgentDown, AgentRefused

Answer = TypeVar("Answer", int, Usage)
KEPT_SECONDS = 60
AWAY_SECONDS = 15


def usage_here(request: MemberRequest) -> Usage | None:
    """Of the request's own mailbox, asked once."""
    if not hasattr(request, "usage"):
        request.usage = mailbox_usage(request.mailbox)
    return request.usage


def mailbox_usage(mailbox: Mailbox) -> Usage | None:
    return _asked(f"mailbox.{mailbox.pk}", lambda mailboxes: mailboxes.usage(mailbox.address))


def domain_bytes(domain: Domain) -> int | None:
    """The sum of all mailboxes of the domain without their spam boxes, as old as KEPT_SECONDS (B8)."""
    key = f"mail.usage.{domain.pk}"
    known: int | None = cache.get(key)
    if known is None:
        known = _asked(f"domain.{domain.pk}", lambda mailboxes: mailboxes.domain_bytes(domain.name))
        cache.set(key, known, KEPT_SECONDS)
    return known


def _asked(key: str, ask: Callable[[Mailboxes], Answer]) -> Answer | None:
    away = f"mail.usage.away.{key}"
    if cache.get(away):
        return None
    try:
        return ask(Mailboxes(settings.FUMIBAKO))
    except (AgentDown, AgentRefused):
        cache.set(away, True, AWAY_SECONDS)
        return None
