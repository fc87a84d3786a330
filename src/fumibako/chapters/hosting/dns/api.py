"""DNS records for programs. Each function raises what its service raises."""

import contextlib
from typing import Any

from fumibako.chapters.hosting.dns import errors, queries, services
from fumibako.chapters.hosting.dns.records import Record
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.rules import Values
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.state import Aspect

TTL = 3600


def listed(actor: Actor, values: Values, domain: str) -> list[dict[str, Any]]:
    values.end()
    return [_facts(record) for record in queries.current(_domain(domain)).published()]


def add(actor: Actor, values: Values, domain: str) -> dict[str, Any]:
    name, kind, value = values.text("name"), values.text("type"), values.text("value")
    ttl = values.number_or_none("ttl")
    values.end()
    row = _domain(domain)
    made = services.add_record(
        actor=actor, domain=row, name=name, kind=kind.upper(), value=value, ttl=TTL if ttl is None else ttl
    )
    return {**_facts(made), **_settled(row)}


def change(actor: Actor, values: Values, domain: str, record: str) -> dict[str, Any]:
    """What is not given stays."""
    name, value, ttl = values.text_or_none("name"), values.text_or_none("value"), values.number_or_none("ttl")
    values.end()
    row = _domain(domain)
    before = queries.found_in(queries.current(row), record)
    if before is None:
        raise errors.NoSuchRecord
    made = services.change_record(
        actor=actor,
        domain=row,
        key=record,
        name=before.name if name is None else name,
        value=before.value if value is None else value,
        ttl=before.ttl if ttl is None else ttl,
    )
    return {**_facts(made), **_settled(row)}


def delete(actor: Actor, values: Values, domain: str, record: str) -> dict[str, Any]:
    values.end()
    row = _domain(domain)
    return {**_facts(services.delete_record(actor=actor, domain=row, key=record)), **_settled(row)}


def restore(actor: Actor, values: Values, domain: str) -> dict[str, Any]:
    """set: type and name of the service's own records, "MX @"."""
    name = values.text("set")
    values.end()
    row = _domain(domain)
    services.restore_standard(actor=actor, domain=row, set_name=name)
    return {"set": name, **_settled(row)}


def past(actor: Actor, values: Values, domain: str) -> list[dict[str, Any]]:
    values.end()
    return [
        {
            "version": version.number,
            "made_at": version.made_at.isoformat(),
            "made_by": version.made_by,
            "added": [_facts(record) for record in change.added],
            "removed": [_facts(record) for record in change.removed],
        }
        for version, change in queries.history(_domain(domain))
    ]


def go_back(actor: Actor, values: Values, domain: str) -> dict[str, Any]:
    number = values.number_or_none("version") or 0
    values.end()
    row = _domain(domain)
    services.go_back(actor=actor, domain=row, number=number)
    return {"version": number, **_settled(row)}


def _domain(name: str) -> Domain:
    with contextlib.suppress(BadAddress):
        if found := Domain.objects.select_related("customer").filter(name=parse_domain(name)).first():
            return found
    raise errors.NoSuchZone(domain=name[:80])


def _facts(record: Record) -> dict[str, Any]:
    return {**record.stored(), "is_standard": record.is_standard}


def _settled(domain: Domain) -> dict[str, Any]:
    return {"domain": domain.name, "publication": wait_until_settled(Aspect.ZONE, domain.name)}
