"""Changing a domain's DNSSEC key while signing goes on (D9; RFC 6781 section 4.1.2, double signature). Nothing here
waits: what is to be done follows from the zone, the parent and the row, so a step that was lost is done an hour later.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import dns.exception
import dns.resolver
from django.conf import settings

from fumibako.chapters.hosting.dns.models import KeyRoll
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.knot.control import DelegationSigner, delegation_signers

KNOWN_EVERYWHERE = timedelta(hours=3)
"""After that no cache has the keys without the new one: Knot's delay and the TTL of the keys are one hour each."""
DS_FORGOTTEN = timedelta(days=2)
"""For so long others may remember the DS record that the parent had before."""
LOOK_SECONDS = 1.5


class AtParent(StrEnum):
    """What the world's DNS says of a domain's DS record. UNKNOWN: that cannot be found out, say of a domain that is not
    registered."""

    OURS = "ours"
    OTHER = "other"
    NONE = "none"
    UNKNOWN = ""


class Step(StrEnum):
    MAKING = "making"
    SPREADING = "spreading"
    REGISTER = "register"
    WAITING = "waiting"
    LEAVING = "leaving"
    OVER = "over"


@dataclass(frozen=True)
class Roll:
    """old: None once it is gone; new: None before it is made. until: when the step ends by itself, None if it does
    not."""

    step: Step
    old: DelegationSigner | None
    new: DelegationSigner | None
    until: datetime | None = None


def roll_of(row: KeyRoll, signers: Collection[DelegationSigner], now: datetime) -> Roll:
    """signers: of the keys in the zone, at least one."""
    old = next((each for each in signers if each.digest == row.old_digest), None)
    new = next((each for each in signers if each.digest != row.old_digest), None)
    if new is None:
        return Roll(Step.MAKING, old, None)
    if old is None:
        return Roll(Step.OVER, None, new)
    if now < known_from(row):
        return Roll(Step.SPREADING, old, new, known_from(row))
    if row.seen_at is None:
        return Roll(Step.REGISTER, old, new)
    ends_at = row.seen_at + DS_FORGOTTEN
    return Roll(Step.WAITING, old, new, ends_at) if now < ends_at else Roll(Step.LEAVING, old, new)


def known_from(row: KeyRoll) -> datetime:
    return row.began_at + KNOWN_EVERYWHERE


def row_of(domain: Domain) -> KeyRoll | None:
    return KeyRoll.objects.filter(domain=domain).first()


def signers_of(domain: str) -> tuple[DelegationSigner, ...]:
    return delegation_signers(settings.FUMIBAKO, domain)


def at_parent(domain: str, signers: Collection[DelegationSigner]) -> AtParent:
    wanted = {(each.key_tag, each.digest) for each in signers}
    try:
        answer = dns.resolver.resolve(f"{domain}.", "DS", lifetime=LOOK_SECONDS)
    except dns.resolver.NoAnswer:
        return AtParent.NONE
    except (dns.exception.DNSException, OSError):
        return AtParent.UNKNOWN
    found = {(each.key_tag, each.digest.hex().upper()) for each in answer}
    return AtParent.OURS if found & wanted else AtParent.OTHER
