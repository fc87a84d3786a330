"""clamd by FILDES over kept IDSESSION connections (clamd(8), COMMANDS).

The message's open file is passed instead of its bytes, so nothing is copied (docs/decisions/0003-mail-path.md). Only an
explicit, well-formed "OK" means clean; anything else means not scanned.
"""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from fumibako.machine.system.unit import on_disk_mark
from fumibako.processes.filterd.content import in_memory
from fumibako.processes.filterd.engines import EngineDown

# clamd reports a temporary file that it could not write as clean. In memory writing succeeds (unit.py); on disk, four
# concurrent scans (MaxThreads) need this much.
MIN_FREE_BYTES = 2 << 30
# Above clamd's MaxScanTime, so that clamd itself reports a message that takes too long.
SCAN_SECONDS = 125
_ANSWER = re.compile(rb"(\d+): (?:stream|fd\[\d+\]|instream\([^)]*\)): (OK|(.+) FOUND)")
_PATH_ANSWER = re.compile(rb".+: (.+) FOUND", re.S)


class State(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    ENCRYPTED = "encrypted"
    UNSCANNABLE = "unscannable"


@dataclass(frozen=True)
class Finding:
    """name: the virus, or what prevented scanning."""

    state: State
    name: str = ""


def finding_of(answer: bytes, number: int) -> Finding:
    """Parse the answer to one command of an IDSESSION. Raises EngineDown.

    MaxFileSize is above Postfix's message size limit, so an "ERROR" is the engine's fault, not the message's.
    """
    match = _ANSWER.fullmatch(answer)
    if not match or int(match[1]) != number:
        raise EngineDown(f"clamd answered {answer[:80]!r}")
    if match[2] == b"OK":
        return Finding(State.CLEAN)
    return _finding_named(match[3].decode("ascii", "replace"))


def findings_of(answer: bytes) -> list[Finding]:
    """Return all findings of an ALLMATCHSCAN. Raises EngineDown."""
    *lines, rest = answer.split(b"\0")
    found = [match for line in lines if (match := _PATH_ANSWER.fullmatch(line))]
    if rest or not lines or len(found) != len(lines):
        raise EngineDown(f"clamd answered {answer[:200]!r}")
    return [_finding_named(match[1].decode("ascii", "replace")) for match in found]


def _finding_named(name: str) -> Finding:
    if name.startswith("Heuristics.Limits.Exceeded"):
        return Finding(State.UNSCANNABLE, name.removeprefix("Heuristics.Limits.Exceeded").lstrip("."))
    if name.startswith("Heuristics.Encrypted"):
        return Finding(State.ENCRYPTED, name)
    return Finding(State.INFECTED, name)


# The worst of several findings counts.
_SEVERITY = {State.ENCRYPTED: 0, State.UNSCANNABLE: 1, State.INFECTED: 2}


class _Session(asyncio.Protocol):
    """One connection with at most one command at a time."""

    def __init__(self, connected: socket.socket) -> None:
        self.transport: asyncio.Transport
        self.is_used = False
        self.is_lost = False
        self._socket = connected  # the transport cannot send descriptors; our commands fit into the socket buffer
        self._number = 0
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 a narrowing for the type checker
        self.transport = transport
        self._socket.send(b"zIDSESSION\0")

    async def finding(self, descriptor: int) -> Finding:
        """Have clamd scan an open file. Raises EngineDown, OSError."""
        self._number += 1
        self._received = b""
        self._answer = asyncio.get_running_loop().create_future()
        # The descriptor is sent with one byte of its own after the command.
        socket.send_fds(self._socket, [b"zFILDES\0", b"\0"], [descriptor])
        answer = await self._answer
        self.is_used = True
        return finding_of(answer, self._number)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if b"\0" not in data and len(self._received) < 4096:
            return
        if self._answer is None or self._answer.done():
            self.transport.abort()  # an answer to no command
            return
        self._answer.set_result(self._received.partition(b"\0")[0])

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(EngineDown("clamd closed the connection"))


class Scan:
    """The scan of one whole message: started once, its finding can be awaited any number of times."""

    def __init__(self, clamd: "Clamd", file: IO[bytes]) -> None:
        self._file = file
        self._outcome = asyncio.ensure_future(clamd.scan_file(file))

    async def finding(self) -> Finding:
        """Return the verdict. Raises EngineDown."""
        return await asyncio.shield(self._outcome)

    def close(self) -> None:
        """Cancel the scan if it is still running."""
        if not self._outcome.done():
            self._outcome.cancel()
        elif not self._outcome.cancelled():
            self._outcome.exception()  # avoids "exception was never retrieved"
        self._file.close()


class Clamd:
    """The engine at a socket. scratch: its directory for temporary files; shown: our directory of files it may open."""

    def __init__(self, socket: Path, scratch: Path, shown: Path) -> None:
        self._path, self._scratch, self._shown = str(socket), scratch, shown
        self._idle: list[_Session] = []

    async def scan(self, content: Iterable[bytes]) -> Finding:
        """Scan bytes. Raises EngineDown."""
        with in_memory(content) as file:
            return await self.scan_file(file)

    async def scan_file(self, file: IO[bytes]) -> Finding:
        """Scan an open file, from its beginning. Raises EngineDown."""
        self._check_free_space()
        finding = await self._scan_with_timeout(file)
        if finding.state is State.ENCRYPTED:
            finding = max(await self._all_findings(file), key=lambda one: _SEVERITY[one.state])
        self._check_free_space()
        return finding

    async def _all_findings(self, file: IO[bytes]) -> list[Finding]:
        """If several heuristics match (encrypted, limits exceeded), clamd reports any one of them unless asked for all,
        which needs a file name (docs/decisions/0026-locked-and-beyond-limits.md). Raises EngineDown."""
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                with _named(self._shown) as named:
                    await asyncio.to_thread(_copy, file, named)
                    reader, writer = await asyncio.open_unix_connection(self._path)
                    try:
                        writer.write(f"zALLMATCHSCAN {named.name}\0".encode())
                        return findings_of(await reader.read())
                    finally:
                        writer.transport.abort()
        except TimeoutError as error:
            raise EngineDown(f"clamd gave no verdict within {SCAN_SECONDS} s") from error
        except OSError as error:
            raise EngineDown(f"clamd cannot be asked for all findings: {error}") from error

    def _check_free_space(self) -> None:
        """Raises EngineDown."""
        if on_disk_mark(self._scratch).exists():
            disk = os.statvfs(self._scratch)
            if disk.f_bavail * disk.f_frsize < MIN_FREE_BYTES:
                raise EngineDown("the disk has no room for clamd's temporary files")

    async def _scan_with_timeout(self, file: IO[bytes]) -> Finding:
        """Raises EngineDown."""
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                while True:
                    session = self._kept() or await self._new()
                    try:
                        return await self._ask(session, file)
                    except (EngineDown, OSError):
                        # clamd may have closed a kept connection (restart, IdleTimeout) meanwhile: try the next.
                        if not session.is_used or not session.is_lost:
                            raise
        except TimeoutError as error:
            raise EngineDown(f"clamd gave no verdict within {SCAN_SECONDS} s") from error
        except OSError as error:
            raise EngineDown(f"clamd cannot be reached: {error}") from error

    def close(self) -> None:
        for session in self._idle:
            session.transport.abort()

    async def _ask(self, session: _Session, file: IO[bytes]) -> Finding:
        try:
            finding = await session.finding(file.fileno())
        except BaseException:
            session.transport.abort()
            raise
        self._idle.append(session)
        return finding

    def _kept(self) -> _Session | None:
        while self._idle:
            session = self._idle.pop()
            if not session.is_lost and not session.transport.is_closing():
                return session
        return None

    async def _new(self) -> _Session:
        """Raises OSError."""
        loop = asyncio.get_running_loop()
        connected = socket.socket(socket.AF_UNIX)
        try:
            connected.setblocking(False)
            await loop.sock_connect(connected, self._path)
            _, session = await loop.create_unix_connection(lambda: _Session(connected), sock=connected)
        except BaseException:
            connected.close()
            raise
        return session


@contextlib.contextmanager
def _named(directory: Path) -> Iterator[IO[bytes]]:
    """A temporary file that the directory's group may read. Raises OSError."""
    with tempfile.NamedTemporaryFile(dir=directory) as file:
        os.fchmod(file.fileno(), 0o640)
        yield file


def _copy(file: IO[bytes], to: IO[bytes]) -> None:
    """Raises OSError."""
    with open(f"/proc/self/fd/{file.fileno()}", "rb") as whole:  # noqa: PTH123 a link by number
        shutil.copyfileobj(whole, to)
    to.flush()
