"""Zone files (RFC 1035 section 5). Each record is read by dnspython and written anew in its one form; what cannot be
read as exactly one record of its type is not written."""

import re

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from fumibako.machine.state.web.zone import Zone, ZoneRecord

_PLAIN = re.compile(r"(\*\.)?[a-z0-9_.-]+")
STRING_BYTES = 255  # of each string of a TXT record; RFC 1035 section 3.3
_TIMES = "7200 900 1209600 300"  # refresh, retry, expire, and how long "there is none" is remembered


class Unwritable(ValueError):
    """A name or value that a zone file cannot carry."""


def write_zone(zone: Zone) -> str:
    """Every name in full, so that no line depends on another one. Raises Unwritable."""
    soa = ZoneRecord("@", "SOA", 3600, f"{zone.primary}. {zone.contact}. {zone.serial} {_TIMES}")
    lines = [f"{_owner(zone.domain, each.name)} {each.ttl} IN {each.type} {write_data(each)}" for each in zone.records]
    return "\n".join((f"{zone.domain}. {soa.ttl} IN SOA {write_data(soa)}", *sorted(lines), ""))


def write_data(record: ZoneRecord) -> str:
    """The value as one line of a zone file has it. Raises Unwritable."""
    if not record.data.isprintable() or not record.data.isascii():
        raise Unwritable(f"not printable ASCII: {record.data!r}")
    text = txt_strings(record.data) if record.type == "TXT" else record.data
    try:
        read = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.from_text(record.type), text, relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise Unwritable(f"{record.type} {record.data!r}: {error}") from error
    return str(read.to_text())


def txt_strings(text: str) -> str:
    """A text as a TXT record's strings, each of at most 255 bytes and in quotes."""
    pieces = [text[start : start + STRING_BYTES] for start in range(0, len(text), STRING_BYTES)] or [""]
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)


def _owner(domain: str, name: str) -> str:
    text = f"{domain}." if name == "@" else f"{name}.{domain}."
    try:
        written = dns.name.from_text(text).to_text()
    except dns.exception.DNSException as error:
        raise Unwritable(f"{text!r}: {error}") from error
    if written != text or not _PLAIN.fullmatch(text):
        raise Unwritable(f"{text!r} is not a plain name")
    return text
