"""spamd by its own protocol, SPAMC/1.5, one connection per mail (spamd closes after each).

SYMBOLS is asked: the score and the names of the tests are all we want, the header line is ours.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines import EngineDown

CHECK_SECONDS = 30
# Bigger mails are not judged (spamc's own default): SpamAssassin would need minutes.
LARGEST_BYTES = 512 << 10
_VERDICT = re.compile(rb"^Spam: *(?:True|False|Yes|No) *; *(-?[\d.]+) */ *-?[\d.]+", re.I | re.M)


@dataclass(frozen=True)
class Score:
    points: float
    tests: str = ""


class Spamd:
    """The engine at a socket. It is asked as many mails at once as it has children: those that wait do so here,
    where their time does not run yet, and not in its backlog, where they would be given up and judged nevertheless."""

    def __init__(self, socket: Path, children: int) -> None:
        self._socket = str(socket)
        self._children = asyncio.Semaphore(children)

    async def judge(self, blocks: Iterable[bytes], size: int) -> Score:
        """Return the score of a mail. Raises EngineDown."""
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


class Opinion:
    """What spamd says of one mail: asked when the first step wants to know, and once."""

    def __init__(self, spamd: Spamd, content: Content) -> None:
        self._spamd, self._content = spamd, content
        self._asked: asyncio.Task[Score] | None = None

    async def score(self) -> Score | None:
        """Return the score; None for a mail too big to be judged. Raises EngineDown."""
        if self._content.size > LARGEST_BYTES:
            return None
        if self._asked is None:
            judging = self._spamd.judge(self._content.blocks(), self._content.size)
            self._asked = asyncio.ensure_future(judging)
        return await asyncio.shield(self._asked)

    def close(self) -> None:
        if self._asked is not None and not self._asked.cancelled() and self._asked.done():
            self._asked.exception()  # told to nobody: that is no "exception was never retrieved"
        elif self._asked is not None:
            self._asked.cancel()


def score_of(answer: bytes) -> Score:
    """Return what spamd's answer says. Raises EngineDown."""
    head, _, tests = answer.partition(b"\r\n\r\n")
    verdict = _VERDICT.search(head)
    if not re.match(rb"SPAMD/[\d.]+ 0 EX_OK", head) or not verdict:
        raise EngineDown(f"spamd answered {answer[:80]!r}")
    names = re.sub(rb"[^A-Z0-9_,]", b"", tests)[:900].decode("ascii")
    return Score(float(verdict[1]), names)
