"""A site's log files, read from their end: what is newest comes first, and no answer is large.

Apache's user writes them; root opens nothing there that is not a plain file.
"""

import datetime
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MAX_LINES = 200
MAX_BYTES = 512 << 10  # JSON spells a byte with six at most, and an answer of the agent has 4 MB
MAX_SEARCHED_BYTES = 32 << 20
MAX_LINE_BYTES = 64 << 10
_BLOCK = 256 << 10
_DAY = {
    "access": re.compile(rb"\S+ \S+ .*?\[(?P<day>\d\d)/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):\d\d:"),
    "error": re.compile(rb"\[[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d\d) [\d:.]+ (?P<year>\d{4})\]"),
}
KINDS = tuple(_DAY)


class NoLog(ValueError):
    """Not a log of a site."""


@dataclass(frozen=True)
class Asked:
    """kind: one of KINDS. day: as ISO 8601, "" for every day. words: what lines contain, in any case. before: read what
    stands before this byte; None: from the end."""

    kind: str
    day: str = ""
    words: str = ""
    before: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError: NoLog for the kind."""
        if self.kind not in KINDS:
            raise NoLog("no such log")
        if self.day:
            datetime.date.fromisoformat(self.day)
        if self.before is not None and self.before < 0:
            raise ValueError("no such place in the log")

    def takes(self, line: bytes) -> bool:
        is_found = self.words.lower().encode("utf-8", "replace") in line.lower()
        return is_found and (not self.day or day_of(self.kind, line) == self.day)


@dataclass(frozen=True)
class Lines:
    """lines: the newest first. before: where to go on with older ones, 0 where there are none."""

    lines: list[str]
    before: int


def day_of(kind: str, line: bytes) -> str:
    """As ISO 8601; "" for a line without one."""
    found = _DAY[kind].match(line)
    if found is None or found["month"].decode() not in MONTHS:
        return ""
    month = MONTHS.index(found["month"].decode()) + 1
    return f"{found['year'].decode()}-{month:02}-{found['day'].decode()}"


def read(directory: Path, asked: Asked) -> Lines:
    """Of a log that is not there yet: nothing. Raises NoLog where something else than a file has its name."""
    try:
        opened = os.open(directory / f"{asked.kind}.log", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return Lines([], 0)
    except OSError as error:
        raise NoLog("not a log file") from error
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise NoLog("not a log file")
        end = status.st_size if asked.before is None else min(asked.before, status.st_size)
        return _newest(opened, end, asked)
    finally:
        os.close(opened)


def _newest(opened: int, end: int, asked: Asked) -> Lines:
    found: list[str] = []
    room = MAX_BYTES
    for start, line in _backwards(opened, end):
        if asked.takes(line):
            found.append(line[:MAX_LINE_BYTES].decode("utf-8", "replace"))
            room -= min(len(line), MAX_LINE_BYTES)
        if len(found) == MAX_LINES or room < MAX_LINE_BYTES or end - start > MAX_SEARCHED_BYTES:
            return Lines(found, start)
    return Lines(found, 0)


def _backwards(opened: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Each line before `end` with the place where it starts, the last one first."""
    rest = b""
    while end:
        start = max(0, end - _BLOCK)
        block = os.pread(opened, end - start, start) + rest
        first, *whole = block.split(b"\n")
        place = start + len(block)
        for line in reversed(whole):
            place -= len(line)
            if line:
                yield place, line
            place -= 1
        # A line without an end is given up before it fills the memory.
        rest, end = (first if len(first) <= _BLOCK else b""), start
    if rest:
        yield 0, rest
