"""Zone files that people bring from another name server (RFC 1035 section 5): what of them becomes records here.

$INCLUDE reads files and $GENERATE makes thousands of records out of a line; neither is followed. Names outside the
domain are passed over by the library.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.tokenizer
import dns.zonefile

from fumibako.chapters.hosting.dns import errors
from fumibako.chapters.hosting.dns.names import check_name
from fumibako.chapters.hosting.dns.queries import Content
from fumibako.chapters.hosting.dns.records import TYPES, Record, new_key
from fumibako.chapters.hosting.dns.rules import LEAST_TTL, MAX_TTL, is_spf
from fumibako.chapters.hosting.dns.values import check_value
from fumibako.groundwork.rules import Refused

MAX_BYTES = 256 << 10
DEFAULT_TTL = 3600


@dataclass(frozen=True)
class Imported:
    """content: the domain's records with those of the file. added: how many came from it. left_out: names and types
    that did not, such as SOA, and those for which the service has records of its own."""

    content: Content
    added: int
    left_out: tuple[str, ...]


def merged(domain: str, content: Content, text: str) -> Imported:
    """Sets of the file take the place of the customer's own of that name and type. Raises ZoneFileTooLarge,
    BadZoneFile."""
    kept = {record.set_name for record in content.standard()}
    found: list[Record] = []
    left_out: dict[str, None] = {}
    for each in _sets(domain, text):
        for record, shown in _records(domain, each):
            is_ours = record is not None and record.set_name in kept and (record.type != "TXT" or is_spf(record))
            if record is None or is_ours:
                left_out[shown] = None
            else:
                found.append(record)
    names = {record.set_name for record in found if record.set_name not in kept}
    own = (record for record in content.own if record.set_name not in names)
    there = {record.content for record in content.published()}
    added = [record for record in found if record.set_name in names or record.content not in there]
    return Imported(Content((*own, *added), content.replaced), len(added), tuple(left_out))


def _sets(domain: str, text: str) -> list[dns.rrset.RRset]:
    if len(text) > MAX_BYTES:
        raise errors.ZoneFileTooLarge(most=MAX_BYTES >> 10)
    origin = dns.name.from_text(domain)
    manager = dns.zonefile.RRSetsReaderManager(origin, False, dns.rdataclass.IN)
    try:
        with manager.writer(True) as writer:  # type: ignore[no-untyped-call] # the library has no types there
            tokens = dns.tokenizer.Tokenizer(text, "-")
            dns.zonefile.Reader(
                *(tokens, dns.rdataclass.IN, writer), allow_directives=("$ORIGIN", "$TTL"), default_ttl=DEFAULT_TTL
            ).read()
    except (dns.exception.DNSException, ValueError) as error:
        raise errors.BadZoneFile(detail=_plain(error)) from error
    return list(manager.rrsets)


def _records(domain: str, found: dns.rrset.RRset) -> Iterator[tuple[Record | None, str]]:
    """Each as it is stored, None where it cannot be here; and how people read of it."""
    kind, name = dns.rdatatype.to_text(found.rdtype), found.name.to_text()
    shown = f"{name.rstrip('.')} {kind}"
    for value in found:
        if kind not in TYPES:
            yield None, shown
            continue
        text = value.to_text()
        if kind == "TXT":
            text = b"".join(value.strings).decode("utf-8", "replace")
        try:
            ttl = min(max(found.ttl, LEAST_TTL), MAX_TTL)
            yield Record(new_key(), check_name(domain, name, kind), kind, check_value(domain, kind, text), ttl), shown
        except Refused:
            yield None, shown


def _plain(error: Exception) -> str:
    """What is wrong and in which line, as the reader says it."""
    return "".join(each if each.isprintable() else " " for each in str(error))[:200]
