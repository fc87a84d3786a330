"""python -m fumibako.machine.daemons.sites.filing: one conversation on the socket that is its standard input, about the
site whose directory it is started in. The agent starts it as the site's user and is told at the end, on standard
output, how many bytes were written."""

import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fumibako.machine.daemons.sites.filing import deeds, parts, zips
from fumibako.machine.daemons.sites.filing.names import BadName
from fumibako.machine.daemons.sites.filing.walk import No, Space
from fumibako.machine.daemons.sites.filing.wire import Ended, Wire

DEED_SECONDS = 45  # nginx waits a minute for a page
MEMORY_BYTES = 512 << 20
LIMITS = ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_NOFILE, 512), (resource.RLIMIT_CORE, 0))
QUICK: dict[str, Callable[[int, deeds.Asked], deeds.Facts]] = {
    "look": deeds.look,
    "facts": deeds.facts,
    "search": deeds.search,
    "folders": deeds.folders,
    "php_log": deeds.php_log,
    "make_folder": deeds.make_folder,
    "rename": deeds.rename,
    "move": deeds.move,
    "relocate": deeds.relocate,
    "delete": deeds.delete,
    "set_mode": deeds.set_mode,
    "forget": parts.forget,
}
GROWING: dict[str, Callable[[int, deeds.Asked, Space], deeds.Facts]] = {
    "copy": deeds.copy,
    "pack": zips.pack,
    "unpack": zips.unpack,
    "progress": parts.progress,
}
FILLING: dict[str, Callable[[int, deeds.Asked, Iterable[bytes], Space], deeds.Facts]] = {
    "write": deeds.write,
    "add": parts.add,
}


def main() -> None:
    for limit, value in LIMITS:
        resource.setrlimit(limit, (value, value))
    os.nice(5)
    os.umask(0o022)
    signal.signal(signal.SIGALRM, _too_slow)
    wire, root, written = Wire(socket.socket(fileno=0)), os.open(".", os.O_RDONLY | os.O_DIRECTORY), 0
    try:
        while True:
            asked = wire.hear()
            space = Space(int(asked.get("space", 0)))
            _answer(wire, root, asked, space)
            written += space.written
    except (Ended, ValueError):
        pass
    finally:
        sys.stdout.write(f"{written}\n")


def _answer(wire: Wire, root: int, asked: deeds.Asked, space: Space) -> None:
    try:
        done = _do(wire, root, asked, space)
        if done is not None:
            wire.say({"done": done})
    except No as no:
        wire.say({"no": no.code, "values": no.values})
    except BadName as bad:
        wire.say({"no": "bad_name", "values": {"name": str(bad)}})
    except OSError as error:
        meant = No.of(error)
        wire.say({"no": meant.code, "values": meant.values})
    except (MemoryError, RecursionError):
        wire.say({"no": "too_many", "values": {}})
    finally:
        signal.alarm(0)


def _do(wire: Wire, root: int, asked: deeds.Asked, space: Space) -> deeds.Facts | None:
    """None: it has been answered."""
    deed = asked["deed"]
    if deed in ("read", "pour"):
        (_read if deed == "read" else _pour)(wire, root, asked)
        return None
    if deed in FILLING:
        return _fill(wire, root, asked, space)
    signal.alarm(DEED_SECONDS)
    return QUICK[deed](root, asked) if deed in QUICK else GROWING[deed](root, asked, space)


def _read(wire: Wire, root: int, asked: deeds.Asked) -> None:
    handle = deeds.opened(root, asked)
    try:
        found = os.fstat(handle)
        wire.say({"done": {"bytes": found.st_size, "modified": found.st_mtime}})
        try:
            wire.pour(_first(deeds.contents(handle), found.st_size))
        except OSError as error:
            raise Ended("not whole") from error
    finally:
        os.close(handle)


def _first(pieces: Iterator[bytes], number: int) -> Iterator[bytes]:
    """As much as was announced, though the file may grow meanwhile."""
    for piece in pieces:
        yield piece[:number]
        number -= len(piece)
        if number <= 0:
            return


def _pour(wire: Wire, root: int, asked: deeds.Asked) -> None:
    """What goes wrong in the middle ends the conversation: an archive that is not whole must not look whole."""
    out = _Out(wire)
    try:
        zips.pour(root, asked, out)
    except (No, OSError) as error:
        if not out.has_begun:
            raise
        raise Ended("not whole") from error
    out.flush()
    wire.send(b"")


class _Out:
    """Says that it begins with the first byte."""

    def __init__(self, wire: Wire) -> None:
        self.has_begun = False
        self._wire, self._waiting = wire, bytearray()

    def write(self, octets: Any) -> int:
        self._waiting += octets
        if len(self._waiting) >= 64 << 10:
            self.flush()
        return len(octets)

    def flush(self) -> None:
        if not self.has_begun:
            self.has_begun = True
            self._wire.say({"done": {}})
        if self._waiting:
            self._wire.send(bytes(self._waiting))
            self._waiting.clear()


def _fill(wire: Wire, root: int, asked: deeds.Asked, space: Space) -> deeds.Facts:
    pieces = wire.drain()
    try:
        return FILLING[asked["deed"]](root, asked, pieces, space)
    finally:
        for _piece in pieces:  # what was refused is heard to its end, so that the answer can be
            pass


def _too_slow(*_: object) -> None:
    raise No("slow")


main()
