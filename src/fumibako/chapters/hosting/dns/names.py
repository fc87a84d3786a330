"""Names in zones: of records, and those that records point to."""

import contextlib
import ipaddress
import re

import idna

from fumibako.chapters.hosting.dns import errors
from fumibako.machine.formats.widths import half_width

LONGEST = 253
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def check_name(domain: str, text: str, kind: str) -> str:
    """Return the name relative to the domain, "@" for itself. Raises BadName, OutsideZone, BadWildcard,
    BadServiceName."""
    typed = half_width(text).strip().lower()
    name = _relative(domain, typed)
    labels = [_ascii(label) for label in name.split(".")]
    if "*" in labels[1:] or any("*" in label and label != "*" for label in labels) or (name == "*" and kind == "NS"):
        raise errors.BadWildcard
    if labels[0] == "*" and kind == "NS":
        raise errors.BadWildcard
    is_good = name == "@" or all(_LABEL.fullmatch(label) for label in labels if label != "*")
    name = ".".join(labels)
    if not is_good or len(f"{name}.{domain}") > LONGEST:
        raise errors.BadName(name=text.strip()[:80])
    if kind == "SRV" and not (len(labels) > 1 and all(label.startswith("_") for label in labels[:2])):
        raise errors.BadServiceName
    return name


def check_target(domain: str, text: str, *, is_host: bool = True) -> str:
    """Return a name that a record points to, in full with a dot at its end. is_host: without "_". Raises BadTarget,
    TargetIsAddress, MissingDot."""
    typed = half_width(text).strip().lower()
    with contextlib.suppress(ValueError):
        raise errors.TargetIsAddress(target=str(ipaddress.ip_address(typed.rstrip("."))))
    labels = [_ascii(label) for label in typed.removesuffix(".").split(".")]
    name = ".".join(labels)
    is_good = all(_LABEL.fullmatch(label) and not (is_host and "_" in label) for label in labels)
    if typed == "@":
        name, is_good = domain, True
    if not is_good or len(name) > LONGEST:
        raise errors.BadTarget(target=text.strip()[:80])
    if typed.endswith(".") or name == domain or name.endswith(f".{domain}"):
        return f"{name}."
    if "." in name:
        raise errors.MissingDot(target=name, wrong=f"{name}.{domain}.", right=f"{name}.")
    return f"{name}.{domain}."


def full_name(domain: str, name: str) -> str:
    return f"{domain}." if name == "@" else f"{name}.{domain}."


def _relative(domain: str, typed: str) -> str:
    """Raises OutsideZone."""
    ascii_name = ".".join(_ascii(label) for label in typed.removesuffix(".").split("."))
    if ascii_name in ("", "@", domain):
        return "@"
    if ascii_name.endswith(f".{domain}"):
        return ascii_name.removesuffix(f".{domain}")
    if typed.endswith("."):
        raise errors.OutsideZone(name=typed[:80], domain=domain)
    return ascii_name


def _ascii(label: str) -> str:
    """An A-label for a label of another script; what is no label stays as it is, and is refused."""
    if label.isascii():
        return label
    try:
        return idna.encode(label, uts46=True).decode()
    except idna.IDNAError:
        return label
