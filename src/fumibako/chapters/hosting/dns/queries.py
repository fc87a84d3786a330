"""Looking at a domain's DNS records and their history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from django.conf import settings
from django.db.models import QuerySet

from fumibako.chapters.hosting.dns import errors
from fumibako.chapters.hosting.dns.models import Secondaries, SignedZone, ZoneVersion
from fumibako.chapters.hosting.dns.records import TYPES, Record, loaded
from fumibako.chapters.hosting.dns.standard import standard_records
from fumibako.groundwork.tenancy.models import Domain


@dataclass(frozen=True)
class Content:
    """own: the customer's records. replaced: the names of the product's sets that are not published."""

    own: tuple[Record, ...] = ()
    replaced: frozenset[str] = frozenset()

    def standard(self) -> list[Record]:
        return [record for record in standard_records(settings.FUMIBAKO) if record.set_name not in self.replaced]

    def left_out(self) -> list[Record]:
        """The product's records that the customer has replaced or deleted."""
        return [record for record in standard_records(settings.FUMIBAKO) if record.set_name in self.replaced]

    def published(self) -> list[Record]:
        """All records, the domain's own name first. A set has one TTL: the customer's where there is one."""
        ttls = {record.set_name: record.ttl for record in self.own}
        standard = (replace(record, ttl=ttls.get(record.set_name, record.ttl)) for record in self.standard())
        return sorted((*standard, *self.own), key=_place)


@dataclass(frozen=True)
class Difference:
    added: list[Record]
    removed: list[Record]


def versions_of(domain: Domain) -> QuerySet[ZoneVersion]:
    """The newest first."""
    return ZoneVersion.objects.filter(domain=domain)


def content_of(version: ZoneVersion | None) -> Content:
    if version is None:
        return Content()
    return Content(tuple(map(loaded, version.records)), frozenset(version.replaced))


def current(domain: Domain) -> Content:
    return content_of(versions_of(domain).first())


def is_signed(domain: Domain) -> bool:
    """Whether its zone is signed with DNSSEC."""
    return SignedZone.objects.filter(domain=domain).exists()


def secondaries_of(domain: Domain) -> list[str]:
    row = Secondaries.objects.filter(domain=domain).first()
    return row.addresses if row else []


def found_in(content: Content, key: str) -> Record | None:
    return next((record for record in content.published() if record.key == key), None)


def there(domain: Domain, content: Content, key: str) -> Record:
    """A changed record has another key, so whoever changes it next must have seen the change. Raises NoSuchRecord,
    RecordChanged."""
    if found := found_in(content, key):
        return found
    raise errors.RecordChanged if once_there(domain, key) else errors.NoSuchRecord


def once_there(domain: Domain, key: str) -> Record | None:
    """What a record was that is not there now, as far back as versions are kept."""
    standard = (record for record in standard_records(settings.FUMIBAKO) if record.key == key)
    past = (found for version in versions_of(domain) if (found := found_in(content_of(version), key)))
    return next(chain(standard, past), None)


def difference(before: Content, after: Content) -> Difference:
    old, new = before.published(), after.published()
    return Difference(_without(new, old), _without(old, new))


def history(domain: Domain) -> list[tuple[ZoneVersion, Difference]]:
    """Each version with what it changed; the oldest that is kept is left out, unless it was the first."""
    rows = list(versions_of(domain))
    return [
        (row, difference(content_of(before), content_of(row)))
        for row, before in zip_longest(rows, rows[1:])
        if before is not None or row.number == 1
    ]


def _without(records: Sequence[Record], others: Sequence[Record]) -> list[Record]:
    known = {(*record.content, record.ttl) for record in others}
    return [record for record in records if (*record.content, record.ttl) not in known]


def _place(record: Record) -> tuple[bool, str, int, str]:
    return record.name != "@", record.name, TYPES.index(record.type), record.value
