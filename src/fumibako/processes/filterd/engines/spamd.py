"""spamd by its own protocol, SPAMC/1.5, one connection per message (spamd closes it after each).

The command is SYMBOLS: we need only the score and the names of the tests, and write the header field ourselves.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fumibako.processes.filterd.engines import EngineDown

CHECK_SECONDS = 30
MAX_TESTS = 900
_VERDICT = re.compile(rb"^Spam: *(?:True|False|Yes|No) *; *(-?[\d.]+) */ *-?[\d.]+", re.I | re.M)


@dataclass(frozen=True)
class Score:
    """tests: names of what the engine found, with commas. engine: "" for SpamAssassin."""

    points: float
    tests: str = ""
    engine: str = ""


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


def score_of(answer: bytes) -> Score:
    """Parse spamd's answer. Raises EngineDown."""
    head, _, tests = answer.partition(b"\r\n\r\n")
    verdict = _VERDICT.search(head)
    if not re.match(rb"SPAMD/[\d.]+ 0 EX_OK", head) or not verdict:
        raise EngineDown(f"spamd answered {answer[:80]!r}")
    names = re.sub(rb"[^A-Z0-9_,]", b"", tests)[:MAX_TESTS].decode("ascii")
    return Score(float(verdict[1]), names)
