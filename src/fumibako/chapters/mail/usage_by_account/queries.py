"""The accounts of a domain by what they hold, and when they were read last."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.daemons.guardd.control import Guard, GuardDown
from fumibako.machine.provision.client import AgentDown, AgentRefused

KEPT_SECONDS = 60


def sorted_by_size(domain: Domain, search: str, sort: str) -> list[Mailbox] | None:
    """sort: "bytes" or "-bytes". None while Dovecot cannot be asked."""
    key = f"mail.usage.each.{domain.pk}"
    sizes: dict[str, int] | None = cache.get(key)
    if sizes is None:
        try:
            sizes = Mailboxes(settings.FUMIBAKO).bytes_of_each(domain.name)
        except (AgentDown, AgentRefused):
            return None
        cache.set(key, sizes, KEPT_SECONDS)
    of = sizes
    return sorted(
        accounts_of(domain, search=search),
        key=lambda mailbox: of.get(mailbox.address, 0),
        reverse=sort.startswith("-"),
    )


def last_logins(addresses: Sequence[str]) -> dict[str, datetime]:
    """When each was last read by IMAP or POP, in the last ninety days; nothing while guardd cannot be asked."""
    try:
        return Guard(settings.FUMIBAKO).last_logins(names=addresses)
    except GuardDown:
        return {}
