"""What mailboxes hold now. None where it cannot be read at the moment: a page shows the rest."""

from django.conf import settings
from django.core.cache import cache

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.provision.client import AgentClient, AgentDown, AgentRefused, Usage

KEPT_SECONDS = 60


def mailbox_usage(mailbox: Mailbox) -> Usage | None:
    try:
        return AgentClient(settings.FUMIBAKO).mailbox_usage(mailbox.address)
    except (AgentDown, AgentRefused):
        return None


def domain_bytes(domain: Domain) -> int | None:
    """The sum of all mailboxes of the domain without their spam boxes, as old as KEPT_SECONDS (B8)."""
    key = f"mail.usage.{domain.name}"
    known: int | None = cache.get(key)
    if known is None:
        try:
            known = AgentClient(settings.FUMIBAKO).domain_bytes(domain.name)
        except (AgentDown, AgentRefused):
            return None
        cache.set(key, known, KEPT_SECONDS)
    return known
