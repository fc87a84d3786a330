"""Grammars of scope keys. A grammar returns the directory that a key owns below a service's `scopes`, or None for a
text that is no such key; so no key leads to a directory outside."""

from collections.abc import Callable

from fumibako.machine.state.names import is_address, is_domain

Grammar = Callable[[str], str | None]


def box(key: str) -> str | None:
    return key if key == "box" else None


def domain(key: str) -> str | None:
    return key if is_domain(key) else None


def mailboxes(key: str) -> str | None:
    """All mailboxes of a domain; their directory lies among those of its addresses, and is none: no name has an "@"."""
    return f"{key}/@all" if is_domain(key) else None


def address(key: str) -> str | None:
    local_part, _, name = key.partition("@")
    return f"{name}/{local_part}" if is_address(key) else None
