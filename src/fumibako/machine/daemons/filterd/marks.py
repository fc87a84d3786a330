"""How filterd marks messages: the scan stamp's header field, and the names of its ledger files."""

import re

STAMP = "X-Fumibako-Scan"  # a header field; its value begins with Postfix's queue id

# Postfix bounces a message after five days (SECURITY section 3, queue); until then it may be sent again.
LONGEST_SECONDS = 6 * 24 * 3600
_MARK = re.compile(r"[0-9A-Za-z]{1,32}")


class BadMark(ValueError):
    """Not a name that filterd uses for a message."""


def is_mark(raw: str) -> bool:
    """Whether it is a queue id, or filterd's fallback name for a message without one."""
    return _MARK.fullmatch(raw) is not None


def parse_mark(raw: object) -> str:
    """Raises BadMark."""
    if not isinstance(raw, str) or not is_mark(raw):
        raise BadMark(f"{str(raw)[:60]!r} is not a message's mark")
    return raw
