"""spamd by its own protocol, SPAMC/1.5, one connection per message (spamd closes it after each).

The command is SYMBOLS: we need only the score and the names of the tests, and write the header field ourselves.
A mail of any size is judged; of its attachments spamd sees the beginning (mime/stubs.py).
"""

import asyncio
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.mime.stubs import Range, shown_of

CHECK_SECONDS = 30
_VERDICT = re.compile(rb"^Spam: *(?:True|False|Yes|No) *; *(-?[\d.]+) */ *-?[\d.]+", re.I | re.M)
# Each holds a whole message.
_thread_slots = asyncio.Semaphore(2)


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

    async def check(self, blocks: Iterable[bytes], size: int, domain: str = "") -> Score:
        """Return the score of a message; domain: whose teaching counts. Raises EngineDown."""
        try:
            async with self._children, asyncio.timeout(CHECK_SECONDS):
                return score_of(await self._ask(blocks, size, domain))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise EngineDown(f"spamd: {error or 'too slow'}") from error

    async def _ask(self, blocks: Iterable[bytes], size: int, domain: str) -> bytes:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            user = f"nobody@{domain}"
            writer.write(f"SYMBOLS SPAMC/1.5\r\nUser: {user}\r\nContent-length: {size}\r\n\r\n".encode())
            for block in blocks:
                writer.write(block)
                await writer.drain()
            writer.write_eof()
            return await reader.read()
        finally:
            writer.transport.abort()


class SpamCheck:
    """The spam check of one message, for each domain started once, when a step first asks for the score."""

    def __init__(self, spamd: Spamd, content: Content) -> None:
        self._spamd, self._content = spamd, content
        self._checking: dict[str, asyncio.Task[Score]] = {}

    async def score(self, domain: str) -> Score:
        """Return the score by what that domain has taught. Raises EngineDown."""
        if domain not in self._checking:
            self._checking[domain] = asyncio.ensure_future(self._check(domain))
        return await asyncio.shield(self._checking[domain])

    async def _check(self, domain: str) -> Score:
        shown = await self._shown()
        blocks = itertools.chain.from_iterable(self._content.blocks(start, end) for start, end in shown)
        return await self._spamd.check(blocks, sum(end - start for start, end in shown), domain)

    async def _shown(self) -> list[Range]:
        """A large message is read in a thread, so that other messages can continue."""
        if self._content.is_in_memory:
            return shown_of(self._content.head)
        async with _thread_slots:
            return await asyncio.to_thread(_shown_of_file, self._content)

    def close(self) -> None:
        for checking in self._checking.values():
            if not checking.done():
                checking.cancel()
            elif not checking.cancelled():
                checking.exception()  # avoids "exception was never retrieved"


def _shown_of_file(content: Content) -> list[Range]:
    with content.reopened() as file:
        return shown_of(file.read())


def score_of(answer: bytes) -> Score:
    """Parse spamd's answer. Raises EngineDown."""
    head, _, tests = answer.partition(b"\r\n\r\n")
    verdict = _VERDICT.search(head)
    if not re.match(rb"SPAMD/[\d.]+ 0 EX_OK", head) or not verdict:
        raise EngineDown(f"spamd answered {answer[:80]!r}")
    names = re.sub(rb"[^A-Z0-9_,]", b"", tests)[:900].decode("ascii")
    return Score(float(verdict[1]), names)
