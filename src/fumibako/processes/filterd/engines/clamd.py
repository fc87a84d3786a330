"""clamd by INSTREAM over kept IDSESSION connections (clamd(8), COMMANDS).

A scan begins with the mail's first bytes and is fed while the rest is read. Only an explicit, well-formed
"OK" is clean. Whatever else is said or not said means: not scanned.
"""

import asyncio
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fumibako.processes.filterd.engines import EngineDown

SCAN_SECONDS = 120
_ANSWER = re.compile(rb"(\d+): (?:stream|fd\[\d+\]|instream\([^)]*\)): (OK|(.+) FOUND)")


class State(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    ENCRYPTED = "encrypted"
    UNSCANNABLE = "unscannable"


@dataclass(frozen=True)
class Finding:
    """name: the virus, or what stood in the way of scanning."""

    state: State
    name: str = ""


def finding_of(answer: bytes, number: int) -> Finding:
    """Return what one answer of an IDSESSION says about its command. Raises EngineDown.

    StreamMaxLength is above the largest mail that Postfix takes: "size limit exceeded" is a wrong
    configuration of the engine, not a mail's fault.
    """
    match = _ANSWER.fullmatch(answer)
    if not match or int(match[1]) != number:
        raise EngineDown(f"clamd answered {answer[:80]!r}")
    if match[2] == b"OK":
        return Finding(State.CLEAN)
    name = match[3].decode("ascii", "replace")
    if name.startswith("Heuristics.Limits.Exceeded"):
        return Finding(State.UNSCANNABLE, name.removeprefix("Heuristics.Limits.Exceeded").lstrip("."))
    if name.startswith("Heuristics.Encrypted"):
        return Finding(State.ENCRYPTED, name)
    return Finding(State.INFECTED, name)


class _Session(asyncio.Protocol):
    """One connection; at most one command on it at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.is_used = False
        self.is_paused = False
        self.is_lost = False
        self.on_flow: Scan | None = None
        self._number = 0
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 a narrowing for the type checker
        self.transport = transport
        transport.write(b"zIDSESSION\0")

    def begin(self) -> None:
        self._number += 1
        self._received = b""
        self._answer = asyncio.get_running_loop().create_future()

    async def finding(self) -> Finding:
        if self._answer is None or (self.is_lost and not self._answer.done()):
            raise EngineDown("clamd closed the connection")
        answer = await self._answer
        self.is_used = True
        return finding_of(answer, self._number)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if b"\0" not in data and len(self._received) < 4096:
            return
        if self._answer is None or self._answer.done():
            self.transport.abort()  # words that nobody asked for
            return
        self._answer.set_result(self._received.partition(b"\0")[0])

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(EngineDown("clamd closed the connection"))
            self._answer.exception()  # somebody may never ask: that is no "exception was never retrieved"
        self.resume_writing()

    def pause_writing(self) -> None:
        self.is_paused = True
        if self.on_flow is not None:
            self.on_flow.pause()

    def resume_writing(self) -> None:
        self.is_paused = False
        if self.on_flow is not None:
            self.on_flow.resume()


class Scan:
    """The scan of one mail. `write` while it comes in, `end`, then as many times as one likes `finding`."""

    def __init__(self, clamd: "Clamd", session: _Session | None, reader: asyncio.Transport | None) -> None:
        self._clamd, self._session, self._reader = clamd, session, reader
        self._pending = b"zINSTREAM\0"
        self._flow = asyncio.Event()
        self._flow.set()
        self._outcome: asyncio.Task[Finding] | None = None
        if session is not None:
            session.begin()
            session.on_flow = self

    def write(self, data: bytes) -> None:
        """Hand on a piece. What the engine cannot take at once stops the mail's own reader meanwhile."""
        if self._session is None or not data:
            return
        self._session.transport.write(self._pending + struct.pack("!L", len(data)) + data)
        self._pending = b""

    def end(self, last: bytes, content: Iterable[bytes]) -> None:
        """The mail is whole; `content` is all of it, for the case that it must be told again."""
        if self._session is not None:
            piece = struct.pack("!L", len(last)) + last if last else b""
            self._session.transport.write(self._pending + piece + b"\0\0\0\0")
        self._outcome = asyncio.ensure_future(self._find(content))

    async def finding(self) -> Finding:
        """Return the verdict. Raises EngineDown."""
        if self._outcome is None:
            raise EngineDown("no mail was told")
        return await asyncio.shield(self._outcome)

    def close(self) -> None:
        """Give up what is under way. A verdict that is there gave its session back already."""
        if self._outcome is not None and not self._outcome.done():
            self._outcome.cancel()
        elif self._outcome is not None and not self._outcome.cancelled():
            self._outcome.exception()
        self._release(is_whole=False)

    def pause(self) -> None:
        self._flow.clear()
        if self._reader is not None and not self._reader.is_closing():
            self._reader.pause_reading()

    def resume(self) -> None:
        self._flow.set()
        if self._reader is not None and not self._reader.is_closing():
            self._reader.resume_reading()

    async def drained(self) -> None:
        """Wait until the engine took what was written; one that hangs is given up."""
        if self._flow.is_set():
            return
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                await self._flow.wait()
        except TimeoutError:
            self._release(is_whole=False)

    async def _find(self, content: Iterable[bytes]) -> Finding:
        session = self._session
        if session is None:
            raise EngineDown("clamd cannot be reached, or hangs")
        try:
            finding = await self._answered(session)
        except EngineDown:
            was_kept = session.is_used
            self._release(is_whole=False)
            if not was_kept or not session.is_lost:
                raise
            # A kept connection may have been closed (restart, IdleTimeout) as we took it: once more, anew.
            return await self._clamd.scan(content, is_new=True)
        self._release(is_whole=True)
        return finding

    @staticmethod
    async def _answered(session: _Session) -> Finding:
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                return await session.finding()
        except TimeoutError as error:
            raise EngineDown(f"clamd gave no verdict within {SCAN_SECONDS} s") from error

    def _release(self, *, is_whole: bool) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        session.on_flow = None
        if is_whole and not session.is_lost:
            self._clamd.keep(session)
        else:
            session.transport.abort()


class Clamd:
    """The engine at a socket."""

    def __init__(self, socket: Path) -> None:
        self._socket = str(socket)
        self._idle: list[_Session] = []

    async def begin(self, reader: asyncio.Transport | None = None) -> Scan:
        """Return a scan to feed. When clamd cannot be reached, the scan says so at the end."""
        session = self._kept()
        if session is None:
            try:
                session = await self._new()
            except EngineDown:
                session = None
        return Scan(self, session, reader)

    async def scan(self, content: Iterable[bytes], *, is_new: bool = False) -> Finding:
        """Scan bytes that are there already. Raises EngineDown."""
        scan = Scan(self, (None if is_new else self._kept()) or await self._new(), None)
        try:
            blocks = list(content) if not is_new else content
            for block in blocks:
                scan.write(block)
                await scan.drained()
            scan.end(b"", blocks if not is_new else ())
            return await scan.finding()
        finally:
            scan.close()

    def keep(self, session: _Session) -> None:
        self._idle.append(session)

    def close(self) -> None:
        for session in self._idle:
            session.transport.abort()

    def _kept(self) -> _Session | None:
        while self._idle:
            session = self._idle.pop()
            if not session.is_lost and not session.transport.is_closing():
                return session
        return None

    async def _new(self) -> _Session:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(10):
                _, session = await loop.create_unix_connection(_Session, self._socket)
        except (OSError, TimeoutError) as error:
            raise EngineDown(f"clamd cannot be reached: {error}") from error
        return session
