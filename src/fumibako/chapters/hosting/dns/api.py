"""DNS records for programs. Each function raises what its service raises."""

import contextlib
from datetime import datetime
from typing import Any

from fumibako.chapters.hosting.dns import errors, queries, services
from fumibako.chapters.hosting.dns.records import Record
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.state import Aspect


class RecordFacts(Facts):
    """is_standard: one of the service's own."""

    key: str
    name: str
    type: str
    value: str
    ttl: int
    is_standard: bool


class SettledRecord(RecordFacts):
    publication: Publication


class SettledSet(Facts):
    set: str
    publication: Publication


class SettledVersion(Facts):
    version: int
    publication: Publication


class VersionFacts(Facts):
    version: int
    made_at: datetime
    made_by: str
    added: list[RecordFacts]
    removed: list[RecordFacts]


class NewRecord(Given):
    """name: "@" is the domain itself."""

    name: Text
    type: Text
    value: Text
    ttl: int = 3600


class RecordChange(Given):
    """What is left out stays as it is."""

    name: Text | None = None
    value: Text | None = None
    ttl: int | None = None


class SetName(Given):
    """set: type and name of the service's own records, "MX @"."""

    set: Text


class WantedVersion(Given):
    version: int


def listed(request: ProgramRequest, domain: Text) -> list[RecordFacts]:
    """Every record of a domain."""
    return [RecordFacts(**_facts(record)) for record in queries.current(domain_here(request, domain)).published()]


def add(request: ProgramRequest, domain: Text, given: NewRecord) -> SettledRecord:
    """Add a record."""
    row = domain_here(request, domain)
    made = services.add_record(
        actor=request.caller.actor,
        domain=row,
        name=given.name,
        kind=given.type.upper(),
        value=given.value,
        ttl=given.ttl,
    )
    return _settled(row, made)


def change(request: ProgramRequest, domain: Text, record: Text, given: RecordChange) -> SettledRecord:
    """Change a record."""
    row = domain_here(request, domain)
    before = queries.there(row, queries.current(row), record)
    made = services.change_record(
        actor=request.caller.actor,
        domain=row,
        key=record,
        name=before.name if given.name is None else given.name,
        value=before.value if given.value is None else given.value,
        ttl=before.ttl if given.ttl is None else given.ttl,
    )
    return _settled(row, made)


def delete(request: ProgramRequest, domain: Text, record: Text) -> SettledRecord:
    """Delete a record."""
    row = domain_here(request, domain)
    return _settled(row, services.delete_record(actor=request.caller.actor, domain=row, key=record))


def restore(request: ProgramRequest, domain: Text, given: SetName) -> SettledSet:
    """Publish the service's own records of one name and type again."""
    row = domain_here(request, domain)
    services.restore_standard(actor=request.caller.actor, domain=row, set_name=given.set)
    return SettledSet(set=given.set, publication=wait_until_settled(Aspect.ZONE, row.name))


def past(request: ProgramRequest, domain: Text) -> list[VersionFacts]:
    """The versions of a domain's records, the newest first, with what each one changed."""
    return [
        VersionFacts(
            version=version.number,
            made_at=version.made_at,
            made_by=version.made_by,
            added=[RecordFacts(**_facts(record)) for record in difference.added],
            removed=[RecordFacts(**_facts(record)) for record in difference.removed],
        )
        for version, difference in queries.history(domain_here(request, domain))
    ]


def go_back(request: ProgramRequest, domain: Text, given: WantedVersion) -> SettledVersion:
    """Publish an older version again."""
    row = domain_here(request, domain)
    services.go_back(actor=request.caller.actor, domain=row, number=given.version)
    return SettledVersion(version=given.version, publication=wait_until_settled(Aspect.ZONE, row.name))


def domain_here(request: ProgramRequest, name: str) -> Domain:
    """Raises NoSuchZone."""
    with contextlib.suppress(BadAddress):
        if found := request.caller.domains.filter(name=parse_domain(name)).first():
            return found
    raise errors.NoSuchZone(domain=name[:80])


def _facts(record: Record) -> dict[str, Any]:
    return {**record.stored(), "is_standard": record.is_standard}


def _settled(domain: Domain, record: Record) -> SettledRecord:
    return SettledRecord(**_facts(record), publication=wait_until_settled(Aspect.ZONE, domain.name))
