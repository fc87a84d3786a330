"""spamd by its own protocol, SPAMC/1.5, one connection per message (spamd closes it after each).

The command is SYMBOLS: we need only the score and the names of the tests, and write the header field ourselves.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines import EngineDown

CHECK_SECONDS = 30
# Larger messages are not checked (spamc's own default): SpamAssassin would need minutes.
LARGEST_BYTES = 512 << 10
_VERDICT = re.compile(rb"^Spam: *(?:True|False|Yes|No) *; *(-?[\d.]+) */ *-?[\d.]+", re.I | re.M)


@dataclass(frozen=True)
class Score:
    points: float
    tests: str = ""


class Spamd:
    """The engine at a socket. It gets at most as many messages at once as it has children. The others wait here, where
    their time-out has not started, and not in its backlog, where they would time out and be checked all the same."""

    def __init__(self, socket: Path, children: int) -> None:
        self._socket = str(socket)
        self._children = asyncio.Semaphore(children)

    async def check(self, blocks: Iterable[bytes], size: int) -> Score:
        """Return the score of a message. Raises EngineDown."""
        try:
            async with self._children, asyncio.timeout(CHECK_SECONDS):
                return score_of(await self._ask(blocks, size))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise EngineDown(f"spamd: {error or 'too slow'}") from error

    async def _ask(self, blocks: Iterable[bytes], size: int) -> bytes:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            writer.write(f"SYMBOLS SPAMC/1.5\r\nUser: nobody\r\nContent-length: {size}\r\n\r\n".encode())
            writer.writelines(blocks)
            await writer.drain()
            writer.write_eof()
            return await reader.read()
        finally:
            writer.transport.abort()


class SpamCheck:
    """The spam check of one message: started once, when a step first asks for the score."""

    def __init__(self, spamd: Spamd, content: Content) -> None:
        self._spamd, self._content = spamd, content
        self._checking: asyncio.Task[Score] | None = None

    async def score(self) -> Score | None:
        """Return the score; None for a message too large to be checked. Raises EngineDown."""
        if self._content.size > LARGEST_BYTES:
            return None
        if self._checking is None:
            check = self._spamd.check(self._content.blocks(), self._content.size)
            self._checking = asyncio.ensure_future(check)
        return await asyncio.shield(self._checking)

    def close(self) -> None:
        if self._checking is not None and not self._checking.cancelled() and self._checking.done():
            self._checking.exception()  # avoids "exception was never retrieved"
        elif self._checking is not None:
            self._checking.cancel()


def score_of(answer: bytes) -> Score:
    """Parse spamd's answer. Raises EngineDown."""
    head, _, tests = answer.partition(b"\r\n\r\n")
    verdict = _VERDICT.search(head)
    if not re.match(rb"SPAMD/[\d.]+ 0 EX_OK", head) or not verdict:
        raise EngineDown(f"spamd answered {answer[:80]!r}")
    names = re.sub(rb"[^A-Z0-9_,]", b"", tests)[:900].decode("ascii")
    return Score(float(verdict[1]), names)
