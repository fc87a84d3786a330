"""The poison rule's memory (SECURITY 2.3): a mail that failed three times in here is not tried any more.

A line is written before a mail's journey begins and taken away when Postfix was told the answer, whatever it was.
What stays are tries that ended by an exception, by time, or with the whole process. There is no fsync: a file
outlives its process without one, and a power cut is no mail's fault.

Whoever was under way when the process ended is a suspect, and suspects travel one by one: so the mails that were
only near a poisonous one are told from it at the next try.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from fumibako.machine.daemons.filterd.poison import MOST_TRIES, reasons_in
from fumibako.processes.filterd.marks import forget_old

CUT_OFF = "the filter's process ended in the middle"
# Together with a journey below Postfix's lmtp_data_done_timeout of 900 s.
WAIT_SECONDS = 240


class NotNow(Exception):
    """The mail failed too often, or others are before it: it waits in the queue."""


class Turn:
    """One try of one mail; Postfix may bring its recipients in several transactions at once."""

    def __init__(self, path: Path, reasons: tuple[str, ...]) -> None:
        self._path, self._before = path, reasons
        self._reason = ""
        self.travellers = 0
        self._write((*reasons, CUT_OFF))

    def failed(self, reason: str) -> None:
        """This try counts. Raises OSError."""
        self._reason = reason
        self._write((*self._before, reason))

    @property
    def has_failed(self) -> bool:
        return bool(self._reason)

    @property
    def was_cut_off(self) -> bool:
        """Whether an earlier try ended somewhere between its beginning and its answer."""
        return CUT_OFF in self._before

    def end(self) -> None:
        if not self._reason:
            self._write(self._before)

    def _write(self, reasons: tuple[str, ...]) -> None:
        if not reasons:
            self._path.unlink(missing_ok=True)
            return
        with self._path.open("w", encoding="ascii", errors="replace") as file:
            file.writelines(f"{reason}\n" for reason in reasons)


class Tries:
    def __init__(self, room: Path) -> None:
        self._room = room
        self._turns: dict[str, Turn] = {}
        self._suspects = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def turn(self, queue_id: str) -> AsyncIterator[Turn]:
        """The mail's next try. Raises NotNow, OSError."""
        if queue_id in self._turns or not reasons_in(self._room / queue_id):
            with self._under_way(queue_id) as turn:
                yield turn
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._suspects.acquire()
        except TimeoutError as error:
            raise NotNow("other mails that failed before are tried first") from error
        try:
            with self._under_way(queue_id) as turn:
                yield turn
        finally:
            self._suspects.release()

    @contextlib.contextmanager
    def _under_way(self, queue_id: str) -> Iterator[Turn]:
        turn = self._turns.get(queue_id)
        if turn is None:
            reasons = reasons_in(self._room / queue_id)
            if len(reasons) >= MOST_TRIES:
                raise NotNow(f"it failed {len(reasons)} times")
            turn = self._turns[queue_id] = Turn(self._room / queue_id, reasons)
        turn.travellers += 1
        try:
            yield turn
        finally:
            turn.travellers -= 1
            if not turn.travellers:
                del self._turns[queue_id]
                turn.end()
                if turn.has_failed:
                    forget_old(self._room)
