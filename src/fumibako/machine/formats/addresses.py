"""Mail addresses and domain names: the one validator behind every door.

A subset of RFC 5321 section 4.1.2 that every mail program and every file path can carry: lower case,
no quoting, domains as A-labels (RFC 5890). Full-width letters are read as half-width ones.
"""

import contextlib
import re
import unicodedata

from fumibako.machine.formats.widths import half_width

# No "-" in front: a program must never take an address for an option (Postfix allow_min_user).
_LOCAL_PART = re.compile(r"(?=.{1,64}\Z)[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)*")
LONGEST_NAME = 253
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,{LONGEST_NAME}}}\Z){_LABEL}(?:\.{_LABEL})+")
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


def parse_domain(text: str) -> str:
    """Return a domain name as A-labels in lower case. Raises BadAddress."""
    name = _cleaned(text).lower().removesuffix(".")
    if len(name) > LONGEST_NAME:
        raise BadAddress("domain", text)
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise BadAddress("domain", text) from error
    if not _DOMAIN.fullmatch(name) or name.rpartition(".")[2].isdigit():
        raise BadAddress("domain", text)
    if not all(_is_readable(label) for label in name.split(".")):
        raise BadAddress("domain", text)
    return name


def _is_readable(label: str) -> bool:
    """Whether an A-label stands for a U-label in its one spelling (RFC 5890 section 2.3.2.1, RFC 3492), of letters,
    marks and digits (RFC 5892 section 2): no dashes, say, that look like "ー" or "-"."""
    if not label.startswith("xn--"):
        return True
    try:
        name = label[4:].encode().decode("punycode")
        is_canonical = name.encode("punycode").decode() == label[4:]
    except UnicodeError:
        return False
    is_made_of_letters = all(c in "-・" or unicodedata.category(c)[0] in "LMN" for c in name)
    return is_canonical and not name.isascii() and is_made_of_letters and name == name.lower()


def part_as_stored(text: str) -> str:
    """Return what a part of an address or domain would look like in one of ours, whatever was typed; to search for."""
    local_part, at, name = half_width(text).lower().rpartition("@")
    if not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("idna").decode("ascii")
    return f"{local_part}{at}{name}"


def parse_local_part(text: str) -> str:
    """Return the local part of an address of ours, in lower case. Raises BadAddress."""
    name = _cleaned(text).lower()
    if not _LOCAL_PART.fullmatch(name):
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
