"""What the records of a zone may be together (D9). Everything is refused before anything is published."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from fumibako.chapters.hosting.dns import errors
from fumibako.chapters.hosting.dns.names import full_name
from fumibako.chapters.hosting.dns.records import TYPES, Record

LEAST_TTL, MAX_TTL = 60, 604_800
MAX_RECORDS = 1000
MAX_SECONDARIES = 8
MAX_SHOWN = 60
SHORTEST_SPF = "v=spf1"


def check_type(kind: str) -> str:
    """Raises BadType."""
    if kind not in TYPES:
        raise errors.BadType(types=", ".join(TYPES))
    return kind


def check_ttl(ttl: int) -> int:
    """Raises BadTtl."""
    if not LEAST_TTL <= ttl <= MAX_TTL:
        raise errors.BadTtl(least=LEAST_TTL, most=f"{MAX_TTL:,}")
    return ttl


def check_zone(domain: str, records: Sequence[Record]) -> None:
    """Raises TooManyRecords, SameRecord, CnameOfDomain, CnameBesideOthers, NsBesideOthers, TwoSpf, NoNameServer,
    TargetIsCname, NoAddress, CnameCircle."""
    if len(records) > MAX_RECORDS:
        raise errors.TooManyRecords(most=f"{MAX_RECORDS:,}")
    if any(number > 1 for number in Counter(record.content for record in records).values()):
        raise errors.SameRecord
    by_name: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_name[record.name].append(record)
    for name, beside in by_name.items():
        _check_beside(domain, name, beside)
    aliases = {full_name(domain, record.name): record.value for record in records if record.type == "CNAME"}
    hosts = {full_name(domain, record.name) for record in records if record.type in ("A", "AAAA")}
    if not any(record.type == "NS" and record.name == "@" for record in records):
        raise errors.NoNameServer
    for record in records:
        target = record.value.split()[-1]
        if record.type in ("MX", "NS", "SRV") and target in aliases:
            raise errors.TargetIsCname(target=target.removesuffix("."))
        if record.type == "NS" and target.endswith(f"{domain}.") and target not in hosts:
            raise errors.NoAddress(target=target.removesuffix("."))
    _check_circles(aliases)


def _check_circles(aliases: Mapping[str, str]) -> None:
    for name, target in aliases.items():
        seen = {name}
        while target in aliases and target not in seen:
            seen.add(target)
            target = aliases[target]
        if target == name:
            raise errors.CnameCircle(name=name.removesuffix("."))


def _check_beside(domain: str, name: str, beside: Sequence[Record]) -> None:
    types = {record.type for record in beside}
    shown = full_name(domain, name).removesuffix(".")
    if "CNAME" in types and name == "@":
        raise errors.CnameOfDomain
    if "CNAME" in types and len(beside) > 1:
        raise errors.CnameBesideOthers(name=shown)
    if "NS" in types and name != "@" and types != {"NS"}:
        raise errors.NsBesideOthers(name=shown)
    if sum(is_spf(record) for record in beside) > 1:
        raise errors.TwoSpf(name=shown)


def is_spf(record: Record) -> bool:
    return record.type == "TXT" and record.value.lower().split()[:1] == [SHORTEST_SPF]


def check_secondaries(addresses: Sequence[str]) -> list[str]:
    """Each once, as addresses are written. Raises BadSecondary, TooManySecondaries."""
    found = list(dict.fromkeys(map(_secondary, addresses)))
    if len(found) > MAX_SECONDARIES:
        raise errors.TooManySecondaries(most=MAX_SECONDARIES)
    return found


def _secondary(text: str) -> str:
    """Raises BadSecondary."""
    try:
        address = ip_address(text)
    except ValueError as error:
        raise errors.BadSecondary(address=text[:MAX_SHOWN]) from error
    # Behind "%" Python takes any text for the name of an interface.
    if "%" in text or address.is_multicast or address.is_unspecified or address.is_link_local:
        raise errors.BadSecondary(address=text[:MAX_SHOWN])
    return str(address)
