"""The accounts of a domain by what they hold, and when they were read last."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.usage.queries import sizes_in
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import Mailboxes, Usage
from fumibako.machine.daemons.guardd.control import Guard, GuardDown
from fumibako.machine.provision.client import AgentDown, AgentRefused


def sorted_by_size(domain: Domain, search: str, sort: str) -> list[Mailbox] | None:
    """sort: "bytes" or "-bytes". None while Dovecot cannot be asked."""
    sizes = sizes_in(domain)
    if sizes is None:
        return None
    return sorted(
        accounts_of(domain, search=search),
        key=lambda mailbox: sizes.get(mailbox.address, 0),
        reverse=sort.startswith("-"),
    )


def usage_in(domain: Domain) -> Mapping[str, Usage]:
    """Of each mailbox, asked at once; those that Dovecot cannot tell of are left out, all of them while it is away."""
    try:
        return Mailboxes(settings.FUMIBAKO).usage_of_each(domain.name)
    except (AgentDown, AgentRefused):
        return {}


def last_logins(addresses: Sequence[str]) -> dict[str, datetime]:
    """When each was last read by IMAP or POP, in the last ninety days; nothing while guardd cannot be asked."""
    try:
        return Guard(settings.FUMIBAKO).last_logins(names=addresses)
    except GuardDown:
        return {}
