"""Which pages can be error pages (D8)."""

import re

from fumibako.chapters.hosting.error_pages import errors
from fumibako.machine.state.web.error_pages import OTHERS, STATUSES, is_path

MAX_TEXT = 60
_LINE = re.compile(r"([0-9]{3})[ \t]+(\S+)")


def read_lines(text: str) -> dict[int, str]:
    """Statuses and pages as they are typed, one a line. Raises BadLine, UnknownStatus."""
    found: dict[int, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        if match is None:
            raise errors.BadLine(line=line[:MAX_TEXT])
        status = int(match[1])
        if status not in OTHERS:
            raise errors.UnknownStatus(status=match[1])
        found[status] = match[2]
    return found


def check_page(status: int, path: str) -> str:
    """Raises UnknownStatus, BadPath."""
    if status not in (*STATUSES, *OTHERS):
        raise errors.UnknownStatus(status=str(status)[:MAX_TEXT])
    if not is_path(path):
        refusal = errors.BadPath(path=path[:MAX_TEXT])
        refusal.field = f"page_{status}" if status in STATUSES else "others"
        raise refusal
    return path
