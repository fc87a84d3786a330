"""What filterd leaves at mails, for those who look for it."""

import re

STAMP = "X-Fumibako-Scan"  # a header field; its value begins with Postfix's queue id

# Postfix gives a mail up after five days (SECURITY section 3, queue): until then it may come again.
LONGEST_SECONDS = 6 * 24 * 3600
_MARK = re.compile(r"[0-9A-Za-z]{1,32}")


class BadMark(ValueError):
    """Not what filterd calls a mail by."""


def is_mark(raw: str) -> bool:
    """Whether it is a queue id, or filterd's own name for a mail without one."""
    return _MARK.fullmatch(raw) is not None


def parse_mark(raw: object) -> str:
    """Raises BadMark."""
    if not isinstance(raw, str) or not is_mark(raw):
        raise BadMark(f"{str(raw)[:60]!r} is no mail's mark")
    return raw
