"""rspamd, the second spam engine (B10), by its own protocol: HTTP POST to /checkv2, one connection per message.

Only its score counts; what becomes of the mail the domain's settings say, as with SpamAssassin.
"""

import asyncio
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.spamd import MAX_TESTS, Score

CHECK_SECONDS = 30
MAX_CHECKS = 8
MAX_ANSWER_BYTES = 1 << 20
NAME = "rspamd"


class Rspamd:
    def __init__(self, socket: Path) -> None:
        self._socket = str(socket)
        self._slots = asyncio.Semaphore(MAX_CHECKS)

    async def check(self, blocks: Iterable[bytes], size: int) -> Score:
        """Return the score of a message. Raises EngineDown."""
        try:
            async with self._slots, asyncio.timeout(CHECK_SECONDS):
                return score_of(await self._ask(blocks, size))
        except (OSError, TimeoutError) as error:
            raise EngineDown(f"rspamd: {error or 'too slow'}") from error

    async def _ask(self, blocks: Iterable[bytes], size: int) -> bytes:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            writer.write(f"POST /checkv2 HTTP/1.0\r\nContent-Length: {size}\r\n\r\n".encode())
            for block in blocks:
                writer.write(block)
                await writer.drain()
            answer = b""
            while len(answer) < MAX_ANSWER_BYTES and (piece := await reader.read(1 << 16)):
                answer += piece
            return answer
        finally:
            writer.transport.abort()


def score_of(answer: bytes) -> Score:
    """Parse rspamd's answer. Raises EngineDown, also where it gave up before its end."""
    head, _, body = answer.partition(b"\r\n\r\n")
    try:
        found: Any = json.loads(body)
        points, symbols = float(found["score"]), dict(found["symbols"])
        is_whole = re.match(rb"HTTP/1\.[01] 200\b", head) and found["action"] != "soft reject"
    except (ValueError, KeyError, TypeError) as error:
        raise EngineDown(f"rspamd answered {answer[:80]!r}") from error
    if not is_whole:
        raise EngineDown(f"rspamd answered {answer[:80]!r}")
    names = ",".join(re.sub(r"[^A-Z0-9_]", "", str(name)) for name in symbols)
    return Score(points, names[:MAX_TESTS], NAME)
