"""The spam check of one message, by the engine that its recipient has. A mail of any size is judged; of its attachments
the engine sees the beginning (mime/stubs.py).

What a domain has taught is in SpamAssassin's database, and counts with the second engine, too: SpamAssassin is then
asked as well, for that alone (docs/decisions/0175-teaching-and-rspamd.md)."""

import asyncio
import itertools
import logging
from dataclasses import replace
from pathlib import Path

from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.rspamd import Rspamd
from fumibako.processes.filterd.engines.spamd import Score, Spamd
from fumibako.processes.filterd.mime.stubs import Range, shown_of

log = logging.getLogger(__name__)
# What a probability of SpamAssassin's Bayes test is worth in rspamd's points: from its BAYES_HAM to its BAYES_SPAM.
LEARNED = {
    **{"BAYES_00": -3.0, "BAYES_05": -2.0, "BAYES_20": -1.0, "BAYES_60": 1.0},
    **{"BAYES_80": 2.5, "BAYES_95": 4.0, "BAYES_99": 5.1, "BAYES_999": 5.1},
}
# Each holds a whole message.
_thread_slots = asyncio.Semaphore(2)


class SpamCheck:
    """Started once for each domain and engine, when a step first asks for the score."""

    def __init__(self, spamd: Spamd, rspamd: Rspamd, content: Content, taught: Path) -> None:
        """taught: the directory of machine.daemons.spamd.taught."""
        self._spamd, self._rspamd, self._content, self._taught = spamd, rspamd, content, taught
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
                score = await self._rspamd.check(self._blocks(shown), _size(shown))
            except EngineDown as error:
                log.warning("SpamAssassin judges instead: %s", error)
            else:
                return await self._with_what_was_taught(score, domain, shown)
        return await self._spamd.check(self._blocks(shown), _size(shown), domain)

    async def _with_what_was_taught(self, score: Score, domain: str, shown: list[Range]) -> Score:
        if not (self._taught / domain).exists():
            return score
        try:
            tests = (await self._spamd.check(self._blocks(shown), _size(shown), domain)).tests.split(",")
        except EngineDown as error:
            log.warning("without what was taught: %s", error)
            return score
        name = max(LEARNED.keys() & set(tests), default="")
        if not name:
            return score
        return replace(score, points=score.points + LEARNED[name], tests=f"{name},{score.tests}".strip(","))

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
