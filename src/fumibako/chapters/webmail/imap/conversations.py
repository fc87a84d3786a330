"""Mails that answer each other, as THREAD tells them (RFC 5256)."""

from collections.abc import Iterator, Sequence
from typing import Any

MAX_GROUPED = 20_000
"""Mails of a folder that are grouped while its page is made."""


def in_conversations(threads: Sequence[Any]) -> list[list[int]]:
    """The UIDs of each, newest first, and the conversation with the newest mail first."""
    return sorted((sorted(_flat(thread), reverse=True) for thread in threads), reverse=True)


def _flat(thread: Any) -> Iterator[int]:
    """Without calling itself: a thread may be as deep as its mails are many."""
    left = [thread]
    while left:
        each = left.pop()
        if isinstance(each, int):
            yield each
        else:
            left += each
