"""The spam check of one message, by the engine that its recipient has. A mail of any size is judged; of its attachments
the engine sees the beginning (mime/stubs.py)."""

import asyncio
import itertools
import logging

from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.rspamd import Rspamd
from fumibako.processes.filterd.engines.spamd import Score, Spamd
from fumibako.processes.filterd.mime.stubs import Range, shown_of

log = logging.getLogger(__name__)
# Each holds a whole message.
_thread_slots = asyncio.Semaphore(2)


class SpamCheck:
    """Started once for each domain and engine, when a step first asks for the score."""

    def __init__(self, spamd: Spamd, rspamd: Rspamd, content: Content) -> None:
        self._spamd, self._rspamd, self._content = spamd, rspamd, content
        self._checking: dict[tuple[str, bool], asyncio.Task[Score]] = {}

    async def score(self, domain: str, *, is_second: bool) -> Score:
        """Return the score by what that domain has taught, or by the second engine. Where that one is away,
        SpamAssassin judges. Raises EngineDown."""
        key = domain, is_second
        if key not in self._checking:
            self._checking[key] = asyncio.ensure_future(self._check(domain, is_second=is_second))
        return await asyncio.shield(self._checking[key])

    async def _check(self, domain: str, *, is_second: bool) -> Score:
        shown = await self._shown()
        if is_second:
            try:
                return await self._rspamd.check(self._blocks(shown), _size(shown))
            except EngineDown as error:
                log.warning("SpamAssassin judges instead: %s", error)
        return await self._spamd.check(self._blocks(shown), _size(shown), domain)

    def _blocks(self, shown: list[Range]) -> itertools.chain[bytes]:
        return itertools.chain.from_iterable(self._content.blocks(start, end) for start, end in shown)

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


def _size(shown: list[Range]) -> int:
    return sum(end - start for start, end in shown)
