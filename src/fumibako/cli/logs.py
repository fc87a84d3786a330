"""fumibako logs: what a service, or every service, wrote last, and with -f what it writes from now on."""

import argparse
import sys
import time
from pathlib import Path
from typing import BinaryIO

from fumibako.machine.conf import load
from fumibako.machine.conf.arguments import add_box
from fumibako.machine.daemons.services import SERVICES

POLL_SECONDS = 0.2
LINES_OF_ONE, LINES_OF_EACH = 200, 20
NAMES = tuple(service.name for service in SERVICES)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("logs", help="what a service (or every service) wrote last")
    add_box(parser)
    parser.add_argument("service", nargs="?")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with what is written from now on")
    parser.set_defaults(run=_logs)


def _logs(given: argparse.Namespace) -> int:
    config = load(state=given.state, file=given.config, port_base=given.port_base)
    if given.service and given.service not in NAMES:
        sys.stderr.write(f"{given.service}: no such service. There are: {', '.join(NAMES)}\n")
        return 2
    if not config.log.is_dir():
        sys.stderr.write(f"There is no box in {config.state} yet.\n")
        return 2
    names = (given.service,) if given.service else NAMES
    logs = [Log(config.log / f"{name}.log", "" if given.service else f"{name}: ") for name in names]
    for log in logs:
        log.write(log.last(LINES_OF_ONE if given.service else LINES_OF_EACH))
    try:
        while given.follow:
            sys.stdout.flush()
            time.sleep(POLL_SECONDS)
            for log in logs:
                log.write(log.new())
    except KeyboardInterrupt:
        pass
    return 0


class Log:
    """A log file that supervisord puts aside and begins anew when it is long."""

    def __init__(self, path: Path, prefix: str) -> None:
        self._path, self._prefix = path, prefix
        self._file = self._opened()
        self._rest = b""

    def last(self, number: int) -> list[bytes]:
        return self.new()[-number:]

    def new(self) -> list[bytes]:
        """The whole lines since the last time."""
        data = self._rest + (self._file.read() if self._file else b"")
        if (there := self._opened()) is not None and not (self._file and _is_same(there, self._file)):
            self._file = there
            data += self._file.read()
        *lines, self._rest = data.split(b"\n")
        return lines

    def write(self, lines: list[bytes]) -> None:
        for line in lines:
            sys.stdout.write(f"{self._prefix}{line.decode(errors='replace')}\n")

    def _opened(self) -> BinaryIO | None:
        return self._path.open("rb") if self._path.exists() else None


def _is_same(one: BinaryIO, other: BinaryIO) -> bool:
    return Path(f"/proc/self/fd/{one.fileno()}").stat().st_ino == Path(f"/proc/self/fd/{other.fileno()}").stat().st_ino
