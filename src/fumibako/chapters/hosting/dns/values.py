"""The value of a record: read as people type it, in its one form."""

import ipaddress
import re
from collections.abc import Callable, Mapping

from fumibako.chapters.hosting.dns import errors
from fumibako.chapters.hosting.dns.names import check_target
from fumibako.machine.formats.widths import half_width

MAX_TEXT = 4096
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CAA = re.compile(r'(\d{1,3})\s+(issue|issuewild|iodef|issuemail)\s+(?:"([^"]*)"|(\S+))', re.IGNORECASE)


def check_value(domain: str, kind: str, text: str) -> str:
    """Raises a BadValue of the type, BadType."""
    reader = _READERS.get(kind)
    if reader is None:
        raise errors.BadType(types=", ".join(_READERS))
    return reader(domain, text.strip())


def _ipv4(domain: str, text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(half_width(text)))
    except ValueError as error:
        raise errors.BadIpv4 from error


def _ipv6(domain: str, text: str) -> str:
    try:
        address = ipaddress.IPv6Address(half_width(text))
    except ValueError as error:
        raise errors.BadIpv6 from error
    if address.scope_id:
        raise errors.BadIpv6
    return str(address)


def _cname(domain: str, text: str) -> str:
    return check_target(domain, text, is_host=False)


def _ns(domain: str, text: str) -> str:
    return check_target(domain, text)


def _mx(domain: str, text: str) -> str:
    priority, target = _numbers(text, 1, errors.BadMx)
    return f"{priority[0]} {check_target(domain, target)}"


def _srv(domain: str, text: str) -> str:
    numbers, target = _numbers(text, 3, errors.BadSrv)
    where = "." if target == "." else check_target(domain, target)
    return f"{numbers[0]} {numbers[1]} {numbers[2]} {where}"


def _numbers(text: str, count: int, error: type[errors.BadValue]) -> tuple[list[int], str]:
    """The numbers from 0 to 65535 in front, and the name behind them."""
    parts = half_width(text).split()
    are_numbers = all(re.fullmatch(r"[0-9]{1,5}", part) and int(part) < 65536 for part in parts[:count])
    if len(parts) != count + 1 or not are_numbers:
        raise error
    return [int(part) for part in parts[:count]], parts[count]


def _caa(domain: str, text: str) -> str:
    found = _CAA.fullmatch(half_width(text))
    if found is None or int(found[1]) > 255:
        raise errors.BadCaa
    value = found[3] if found[3] is not None else found[4]
    if not value.isascii() or not value.isprintable() or '"' in value or "\\" in value or len(value) > 255:
        raise errors.BadCaa
    return f'{int(found[1])} {found[2].lower()} "{value}"'


def _txt(domain: str, text: str) -> str:
    """Quotation marks around it, or around its pieces as zone files have them, do not belong to it. How it is cut into
    pieces of 255 characters is not people's business."""
    pieces = _QUOTED.findall(text)
    if pieces and not _QUOTED.sub("", text).strip():
        text = "".join(re.sub(r"\\(.)", r"\1", piece) for piece in pieces)
    if not text or not text.isascii() or not text.isprintable():
        raise errors.BadText
    if len(text) > MAX_TEXT:
        raise errors.TextTooLong(length=f"{len(text):,}", most=f"{MAX_TEXT:,}")
    return text


_READERS: Mapping[str, Callable[[str, str], str]] = {
    "A": _ipv4,
    "AAAA": _ipv6,
    "CNAME": _cname,
    "MX": _mx,
    "TXT": _txt,
    "SRV": _srv,
    "CAA": _caa,
    "NS": _ns,
}
