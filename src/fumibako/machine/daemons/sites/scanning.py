"""python -m fumibako.machine.daemons.sites.scanning: every file of the site in whose directory it is started, shown to
clamd over the connection that is its standard input.

The agent starts it as the site's user; clamd gets open files (FILDES), never paths. What it writes at the end is one
JSON object: found ([path, name of the virus] each), files, skipped (those that could not be scanned), is_whole.
"""

import json
import os
import resource
import socket
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fumibako.machine.daemons.clamd.control import GIVEN_UP, Clamd, Unanswered
from fumibako.machine.daemons.sites.filing.names import travelling
from fumibako.machine.daemons.sites.filing.walk import Found, No, below, open_file

FOLDERS = ("htdocs", "private")
QUARANTINE = "quarantine"
"""Below private: what is there has been found already."""
SECONDS = 1200.0
MOST_SECONDS = SECONDS + 200.0
MAX_FOUND, MAX_FOUND_CHARACTERS = 500, 100_000
LIMITS = ((resource.RLIMIT_AS, 512 << 20), (resource.RLIMIT_NOFILE, 512), (resource.RLIMIT_CORE, 0))


@dataclass(frozen=True)
class Scanned:
    """found: path and name of what is bad. files: how many were looked at; skipped: of them those that could not be
    scanned. is_whole: it came to the end. has_signatures: clamd knows more than test files."""

    found: list[tuple[str, str]]
    files: int
    skipped: int
    is_whole: bool
    has_signatures: bool


def scan(root: int, clamd: Clamd, until: float) -> dict[str, object]:
    """Whole where every folder was looked into and every file opened: what such a scan does not find is not there."""
    found: list[tuple[str, str]] = []
    closed: list[None] = []
    files = skipped = length = 0
    for each in _files(root, lambda: closed.append(None)):
        if time.monotonic() > until or len(found) == MAX_FOUND or length > MAX_FOUND_CHARACTERS:
            return {"found": found, "files": files, "skipped": skipped, "is_whole": False}
        name = _name_of(each, clamd)
        files += 1
        if name is None:
            closed.append(None)
        elif name.startswith(GIVEN_UP):
            skipped += 1
        elif name:
            found.append(("/".join(map(travelling, each.path)), name[:200]))
            length += len(found[-1][0])
    return {"found": found, "files": files, "skipped": skipped + len(closed), "is_whole": not closed}


def _files(root: int, passed: Callable[[], None]) -> Iterator[Found]:
    for folder in FOLDERS:
        for each in below(root, folder, skips=True, passed=passed):
            if stat.S_ISREG(each.status.st_mode) and each.path[:2] != ("private", QUARANTINE):
                yield each


def _name_of(each: Found, clamd: Clamd) -> str | None:
    """None for a file that cannot be opened."""
    try:
        handle = open_file(each.parent, each.path[-1])
    except (No, OSError):
        return None
    try:
        return clamd.name_of(handle)
    finally:
        os.close(handle)


def main() -> None:
    for limit, value in LIMITS:
        resource.setrlimit(limit, (value, value))
    os.nice(10)
    connected = socket.socket(fileno=0)
    connected.settimeout(150.0)  # clamd itself gives a file up after 120 s
    root = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        told = scan(root, Clamd(connected), time.monotonic() + SECONDS)
    except (Unanswered, OSError, No) as error:
        told = {"failed": str(error)[:200]}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
