"""DNSSEC of a domain for programs. Each function raises what its service raises."""

from datetime import datetime

from django.utils import timezone

from fumibako.chapters.hosting.dns import rolling, services
from fumibako.chapters.hosting.dns.api import domain_here
from fumibako.chapters.hosting.dns.jobs import roll_key
from fumibako.chapters.hosting.dns.queries import is_signed
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


class SigningKey(Facts):
    """ds: the record that the parent has to have. is_leaving: the key that a new one replaces."""

    ds: str
    key_tag: int
    algorithm: int
    digest_type: int
    digest: str
    public_key: str
    is_leaving: bool


class DnssecFacts(Facts):
    """at_parent: "ours", "other" or "none"; "" where that cannot be found out. key_change: null, or "making",
    "spreading" (the DS record must not be replaced before `until`), "register" (the new DS record is waited for),
    "waiting" (the old key goes after `until`), "leaving"."""

    is_signed: bool
    keys: list[SigningKey]
    at_parent: str
    key_change: str | None
    until: datetime | None


class SettledDnssec(DnssecFacts):
    publication: Publication


class WantedDnssec(Given):
    is_signed: bool


def show(request: ProgramRequest, domain: Text) -> DnssecFacts:
    """Whether a domain is signed, and with which keys."""
    return _facts(domain_here(request, domain))


def switch(request: ProgramRequest, domain: Text, given: WantedDnssec) -> SettledDnssec:
    """Sign a domain, or end that. Before it ends, the DS record has to be gone at the parent for two days."""
    row = domain_here(request, domain)
    (services.sign_zone if given.is_signed else services.unsign_zone)(actor=request.caller.actor, domain=row)
    publication = wait_until_settled(Aspect.ZONE, row.name)
    return SettledDnssec(**_facts(row).model_dump(), publication=publication)


def new_key(request: ProgramRequest, domain: Text) -> DnssecFacts:
    """Change the key while signing goes on."""
    row = domain_here(request, domain)
    owner = owners.domain(row.name)
    services.begin_key_roll(actor=request.caller.actor, domain=row, kind=roll_key, owner=owner)
    return _facts(row)


def entered(request: ProgramRequest, domain: Text) -> DnssecFacts:
    """The new key's DS record is registered."""
    row = domain_here(request, domain)
    services.enter_ds(actor=request.caller.actor, domain=row)
    return _facts(row)


def _facts(domain: Domain) -> DnssecFacts:
    signed = is_signed(domain)
    signers = rolling.signers_of(domain.name) if signed else ()
    row = rolling.row_of(domain)
    roll = rolling.roll_of(row, signers, timezone.now()) if row and signers else None
    keys = [
        SigningKey(
            ds=str(each),
            key_tag=each.key_tag,
            algorithm=each.algorithm,
            digest_type=each.digest_type,
            digest=each.digest,
            public_key=each.public_key,
            is_leaving=bool(row) and roll is not None and each == roll.old,
        )
        for each in signers
    ]
    wanted = [roll.new] if roll and roll.new else signers
    return DnssecFacts(
        is_signed=signed,
        keys=keys,
        at_parent=rolling.at_parent(domain.name, wanted) if signers else "",
        key_change=roll.step if roll else None,
        until=roll.until if roll else None,
    )
