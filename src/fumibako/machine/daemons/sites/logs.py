"""A site's log files, read from their end: what is newest comes first, and no answer is large.

Apache's user writes them; root opens nothing there that is not a plain file. Every night what was written is put aside
under the day's name (access-2026-11-28.log), and after KEPT_DAYS deleted. For a reader the files of a log are one.
"""

import contextlib
import datetime
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.system.run import run

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MAX_LINES = 200
MAX_BYTES = 512 << 10  # JSON spells a byte with six at most, and an answer of the agent has 4 MB
MAX_SEARCHED_BYTES = 32 << 20
MAX_LINE_BYTES = 64 << 10
KEPT_DAYS = 90
PHP_LOG = 10 << 20
_BLOCK = 256 << 10
_DAY = {
    "access": re.compile(rb"\S+ \S+ .*?\[(?P<day>\d\d)/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):\d\d:"),
    "error": re.compile(rb"\[[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d\d) [\d:.]+ (?P<year>\d{4})\]"),
}
KINDS = tuple(_DAY)
PHP = "php"
_DAY[PHP] = re.compile(rb"\[(?P<day>\d\d)-(?P<month>[A-Z][a-z]{2})-(?P<year>\d{4}) ")
_ASIDE = re.compile(r"(?P<kind>[a-z]+)-(?P<day>\d{4}-\d\d-\d\d)\.log")


class NoLog(ValueError):
    """Not a log of a site."""


@dataclass(frozen=True)
class Asked:
    """kind: one of KINDS, or PHP, which the site's own user writes and reads. day: as ISO 8601, "" for every day.
    words: what lines contain, in any case. before: read what stands before this byte; None: from the end."""

    kind: str
    day: str = ""
    words: str = ""
    before: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError: NoLog for the kind."""
        if self.kind not in _DAY:
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


def newest(handle: int, asked: Asked) -> Lines:
    """Of one file that is open."""
    file = Opened(handle, os.fstat(handle).st_size, 0)
    return _newest([file], file.size if asked.before is None else min(asked.before, file.size), asked)


@dataclass(frozen=True)
class Opened:
    """A file of a log. begins: how many bytes of the log stand before it."""

    handle: int
    size: int
    begins: int


def read(directory: Path, asked: Asked) -> Lines:
    """Of a log that is not there yet: nothing. Raises NoLog where something else than a file has its name."""
    if asked.kind not in KINDS:
        raise NoLog("not root's to read")
    with contextlib.ExitStack() as stack:
        files = opened(stack, directory, asked.kind, asked.day)
        size = sum(file.size for file in files)
        return _newest(files, size if asked.before is None else min(asked.before, size), asked)


def opened(stack: contextlib.ExitStack, directory: Path, kind: str, day: str) -> list[Opened]:
    """The files of a log, the oldest first; with a day those that can have lines of it. Raises NoLog."""
    found: list[Opened] = []
    for name in _names(directory, kind, day):
        try:
            handle = os.open(directory / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise NoLog("not a log file") from error
        stack.callback(os.close, handle)
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NoLog("not a log file")
        found.append(Opened(handle, status.st_size, found[-1].begins + found[-1].size if found else 0))
    return found


def put_aside(directory: Path, day: str, now: datetime.date) -> None:
    """What was written until now is that day's; what is older than KEPT_DAYS goes. A day that is aside stays."""
    for kind in KINDS:
        there, aside = directory / f"{kind}.log", directory / f"{kind}-{day}.log"
        with contextlib.suppress(FileNotFoundError):
            if there.lstat().st_size and not aside.exists():
                there.rename(aside)
        for name in _aside(directory, kind):
            if (now - _day_aside(name)).days > KEPT_DAYS:
                (directory / name).unlink(missing_ok=True)


def shorten_php_log(gate: Path, uid: int) -> None:
    """PHP's own log lies among the site's files: above PHP_LOG the site's user puts it aside under one further name,
    in place of what was there. PHP begins a new one. Raises CommandFailed."""
    log = gate / "private" / "php_error.log"
    large = ("find", str(log), "-maxdepth", "0", "-type", "f", "-size", f"+{PHP_LOG >> 20}M")
    run((*large, "-exec", "mv", "-f", "-T", "--", "{}", f"{log}.1", ";"), uid=uid, accepted=(0, 1))


def _names(directory: Path, kind: str, day: str) -> list[str]:
    """Lines of a day stand in its own file, in the one before (the night's change takes a moment), or are still where
    Apache writes."""
    aside = _aside(directory, kind)
    if not day:
        return [*aside, f"{kind}.log"]
    asked = datetime.date.fromisoformat(day)
    near = [name for name in aside if abs((_day_aside(name) - asked).days) <= 1]
    is_over = any(_day_aside(name) > asked for name in aside)
    return near if is_over else [*near, f"{kind}.log"]


def _aside(directory: Path, kind: str) -> list[str]:
    try:
        names = sorted(each.name for each in directory.iterdir())
    except FileNotFoundError:
        return []
    return [name for name in names if (found := _ASIDE.fullmatch(name)) and found["kind"] == kind]


def _day_aside(name: str) -> datetime.date:
    found = _ASIDE.fullmatch(name)
    try:
        return datetime.date.fromisoformat(found["day"]) if found else datetime.date.max
    except ValueError:
        return datetime.date.max


def _newest(files: list[Opened], end: int, asked: Asked) -> Lines:
    found: list[str] = []
    left = MAX_BYTES
    for start, line in _all_backwards(files, end):
        if asked.takes(line):
            found.append(line[:MAX_LINE_BYTES].decode("utf-8", "replace"))
            left -= min(len(line), MAX_LINE_BYTES)
        if len(found) == MAX_LINES or left < MAX_LINE_BYTES or end - start > MAX_SEARCHED_BYTES:
            return Lines(found, start)
    return Lines(found, 0)


def _all_backwards(files: list[Opened], end: int) -> Iterator[tuple[int, bytes]]:
    for file in reversed(files):
        if end > file.begins:
            for start, line in _backwards(file.handle, min(end - file.begins, file.size)):
                yield file.begins + start, line


def forwards(file: Opened) -> Iterator[bytes]:
    """Each line, as much as was there when it was opened."""
    rest, place = b"", 0
    while place < file.size:
        block = os.pread(file.handle, min(_BLOCK, file.size - place), place)
        if not block:
            return
        place += len(block)
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
        rest = rest if len(rest) <= _BLOCK else b""


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
