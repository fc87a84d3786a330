"""A client connection for SMTP or LMTP, kept open from message to message."""

import asyncio
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from fumibako.processes.filterd.lmtp.wire import DotWriter
from fumibako.processes.filterd.onward import Reply

_LINE = re.compile(rb"(\d{3})([ -]?)([^\r\n]*)\r?\n")
_MAX_REPLY_BYTES = 64 << 10
# Messages up to this size are sent in one write, larger ones block by block, as fast as the peer reads them.
_ONE_WRITE_BYTES = 1 << 18


class ConnectionGone(Exception):
    """The next hop closed the connection or sent something that is not a reply."""


class Connection(asyncio.Protocol):
    """Replies arrive in order; `reply` and `replies` wait for the next ones."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.extensions: frozenset[str] = frozenset()
        self.is_kept = False  # it carried a message before
        self.is_lost = False
        self._received = b""
        self._lines: list[bytes] = []
        self._replies: deque[tuple[Reply, list[bytes]]] = deque()
        self._arrived: asyncio.Future[None] | None = None
        self._flow = asyncio.Event()
        self._flow.set()

    @classmethod
    async def open(cls, socket: Path, hello: str) -> "Connection":
        """Connect and greet. Raises ConnectionGone, OSError."""
        _, connection = await asyncio.get_running_loop().create_unix_connection(cls, str(socket))
        greeting = await connection.reply()
        connection.transport.write(f"{hello} filterd\r\n".encode())
        answer, lines = await connection._next()
        if not greeting.is_accepted or not answer.is_accepted:
            connection.transport.abort()
            raise ConnectionGone(f"greeted with {greeting} and {answer}")
        connection.extensions = frozenset(line.split(b" ")[0].decode("ascii", "replace").upper() for line in lines)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 a narrowing for the type checker
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        position = 0
        while match := _LINE.match(self._received, position):
            position = match.end()
            self._lines.append(match[3])
            if match[2] != b"-":
                text = self._lines[-1].decode("ascii", "replace")
                self._replies.append((Reply(int(match[1]), text), self._lines))
                self._lines = []
        self._received = self._received[position:]
        if b"\n" in self._received or len(self._received) > _MAX_REPLY_BYTES:
            self.transport.abort()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        self._flow.set()
        self._wake()

    def pause_writing(self) -> None:
        self._flow.clear()

    def resume_writing(self) -> None:
        self._flow.set()

    def _wake(self) -> None:
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)

    async def _next(self) -> tuple[Reply, list[bytes]]:
        while not self._replies:
            if self.is_lost:
                raise ConnectionGone("the next hop closed the connection")
            self._arrived = asyncio.get_running_loop().create_future()
            await self._arrived
        return self._replies.popleft()

    async def reply(self) -> Reply:
        return (await self._next())[0]

    async def replies(self, number: int) -> list[Reply]:
        return [await self.reply() for _ in range(number)]

    async def write_message(self, blocks: Iterator[bytes]) -> None:
        """Write the message, after 354."""
        writer, pending, size = DotWriter(), [], 0
        for block in blocks:
            pending.append(writer.stuff(block))
            size += len(block)
            if size > _ONE_WRITE_BYTES:
                self.transport.write(b"".join(pending))
                pending, size = [], 0
                await self._flow.wait()
                if self.is_lost:
                    raise ConnectionGone("the next hop closed the connection in the middle of the message")
        self.transport.write(b"".join(pending) + writer.end())
