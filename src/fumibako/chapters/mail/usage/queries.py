"""What mailboxes hold now. None where it cannot be read at the moment: a page shows the rest.

A page waits once for a Dovecot that hangs; for AWAY_SECONDS nobody asks again about that mailbox or domain.
"""

from collections.abc import Callable, Mapping, Sequence
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
_SIZES_AWAY = "mail.usage.away.sizes"


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


def sizes_of(mailboxes: Sequence[Mailbox]) -> Mapping[int, int]:
    """By the key of each mailbox, for up to MAX_COUNTED of them by one question; those that cannot be read now are left
    out."""
    keys = {f"mail.usage.size.{mailbox.pk}": mailbox for mailbox in mailboxes}
    known: dict[str, int] = cache.get_many(keys)
    wanted = {mailbox.address: key for key, mailbox in keys.items() if key not in known}
    if wanted and not cache.get(_SIZES_AWAY):
        try:
            found = Mailboxes(settings.FUMIBAKO).bytes_of_some(list(wanted))
        except (AgentDown, AgentRefused):
            cache.set(_SIZES_AWAY, True, AWAY_SECONDS)
        else:
            new = {wanted[address]: size for address, size in found.items() if address in wanted}
            cache.set_many(new, KEPT_SECONDS)
            known |= new
    return {keys[key].pk: size for key, size in known.items()}


def sizes_in(domain: Domain) -> Mapping[str, int] | None:
    """Of every mailbox of the domain, by its address. None while Dovecot cannot be asked, or has too many to count."""
    key = f"mail.usage.each.{domain.pk}"
    sizes: Mapping[str, int] | None = cache.get(key)
    if sizes is None:
        try:
            sizes = Mailboxes(settings.FUMIBAKO).bytes_of_each(domain.name)
        except (AgentDown, AgentRefused):
            return None
        cache.set(key, sizes, KEPT_SECONDS)
    return sizes


def _asked(key: str, ask: Callable[[Mailboxes], Answer]) -> Answer | None:
    away = f"mail.usage.away.{key}"
    if cache.get(away):
        return None
    try:
        return ask(Mailboxes(settings.FUMIBAKO))
    except (AgentDown, AgentRefused):
        cache.set(away, True, AWAY_SECONDS)
        return None
