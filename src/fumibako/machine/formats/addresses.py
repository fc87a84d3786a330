"""Mail addresses and domain names as people type them, read into their stored form (`machine/state/names.py`).

Full-width letters are read as half-width ones, domains become A-labels (RFC 5890).
"""

import contextlib
import re

import idna

from fumibako.machine.formats.widths import half_width
from fumibako.machine.state.names import MAX_DOMAIN_LENGTH, is_domain, is_local_part

# What may stand before the @ of somebody else's address: the atoms of RFC 5321 without what shells (` $ | { }),
# source routes (! %) and options ("-" in front) are made of.
_FOREIGN = re.compile(r"(?=.{1,64}\Z)(?!-)[A-Za-z0-9#&'*+/=?^_~-]+(?:\.+[A-Za-z0-9#&'*+/=?^_~-]+)*\.?")

RESERVED = frozenset(
    {"abuse", "administrator", "hostmaster", "mailer-daemon", "noreply", "postmaster", "root", "virus-check"}
)
"""Local parts that only we make."""


class BadAddress(ValueError):
    """code: "empty", "domain", "local_part", "shape" or "control"; value: what was given."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(f"{code}: {value!r}")
        self.code, self.value = code, value


def _cleaned(text: str) -> str:
    text = half_width(text).strip(" ")
    if not text:
        raise BadAddress("empty", text)
    if not text.isprintable():
        raise BadAddress("control", text)
    return text


def _a_labels(name: str) -> str:
    """IDNA 2008 with the mapping of UTS 46, as browsers do: Python's own codec is IDNA 2003, which makes fass.de of
    faß.de, somebody else's domain. Raises idna.IDNAError."""
    return idna.encode(name, uts46=True).decode("ascii")


def parse_domain(text: str) -> str:
    """Return a domain name as A-labels in lower case. Raises BadAddress."""
    name = _cleaned(text).lower().removesuffix(".")
    if len(name) > MAX_DOMAIN_LENGTH:
        raise BadAddress("domain", text)
    if not name.isascii():
        try:
            name = _a_labels(name)
        except idna.IDNAError as error:
            raise BadAddress("domain", text) from error
    if not is_domain(name):
        raise BadAddress("domain", text)
    return name


def part_as_stored(text: str) -> str:
    """Return what a part of an address or domain would look like in one of ours, whatever was typed; to search for."""
    local_part, at, name = half_width(text).lower().rpartition("@")
    if not name.isascii():
        with contextlib.suppress(idna.IDNAError):
            name = _a_labels(name)
    return f"{local_part}{at}{name}"


def parse_local_part(text: str) -> str:
    """Return the local part of an address of ours, in lower case. Raises BadAddress."""
    name = _cleaned(text).lower()
    if not is_local_part(name):
        raise BadAddress("local_part", text)
    return name


def parse_address(text: str) -> str:
    """Return an address of ours. Raises BadAddress."""
    local_part, at, domain = _cleaned(text).rpartition("@")
    if not at:
        raise BadAddress("shape", text)
    return f"{parse_local_part(local_part)}@{parse_domain(domain)}"


def parse_foreign_address(text: str) -> str:
    """Return an address anywhere: old telephones' dots before the @ and upper case are kept. Raises BadAddress."""
    local_part, at, domain = _cleaned(text).rpartition("@")
    if not at:
        raise BadAddress("shape", text)
    if not _FOREIGN.fullmatch(local_part):
        raise BadAddress("local_part", text)
    return f"{local_part}@{parse_domain(domain)}"
