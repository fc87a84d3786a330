"""The poison rule's memory (SECURITY 2.3): a mail that failed three times in here is not tried any more.

A mail's name is written down before its journey begins and taken away when Postfix was told the answer, whatever it
was. A try that ends by an exception or by time gets a line in the mail's own file; the names that a process left
behind get one at the next start. There is no fsync: what is written outlives its process without one, and a power
cut is no mail's fault.

Whoever was under way when the process ended is a suspect, and suspects travel one by one: so the mails that were
only near a poisonous one are told from it at the next try. New mails go on beside a suspect, and the next poisonous one
may be among them; so the last strike falls only on a mail that was all alone, and before its last try a mail waits
until it is. No mail is held because of another.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Collection, Iterator
from pathlib import Path

from fumibako.machine.daemons.filterd.marks import is_mark
from fumibako.machine.daemons.filterd.poison import MOST_TRIES, reasons_in
from fumibako.processes.filterd.marks import Sweeper

CUT_OFF = "the filter's process ended in the middle"
# Together with a journey below Postfix's lmtp_data_done_timeout of 900 s.
WAIT_SECONDS = 240
# How long a mail waits until it is alone, and how long the others then wait for it: what ends a process does so soon.
QUIET_SECONDS = 20
ALONE_SECONDS = 30


class NotNow(Exception):
    """The mail failed too often, or others are before it: it waits in the queue."""


class CameAgain(NotNow):
    """Postfix brings the mail for somebody for whom it is still under way: whoever brought it first has ended."""


class UnderWay:
    """The mails that are in here now, in one file of places of equal length: two small writes a mail, and no new file
    for each."""

    _LENGTH = 64

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._free: list[int] = []
        self._places = 0

    def left_behind(self) -> frozenset[str]:
        """The names that another process wrote and did not take away; what a power cut made of them is no name."""
        written = os.pread(self._file, os.fstat(self._file).st_size, 0).decode("ascii", "replace").split()
        return frozenset(name for name in written if is_mark(name))

    def clear(self) -> None:
        os.ftruncate(self._file, 0)

    def enter(self, name: str) -> int:
        """Return the place it has now. Raises OSError."""
        if not self._free:
            self._free.append(self._places)
            self._places += 1
        self._write(self._free[-1], name)
        return self._free.pop()

    def leave(self, place: int) -> None:
        """Raises OSError."""
        self._write(place, "")
        self._free.append(place)

    def _write(self, place: int, name: str) -> None:
        os.pwrite(self._file, name.encode().ljust(self._LENGTH - 1) + b"\n", place * self._LENGTH)


class Turn:
    """One try of one mail; Postfix may bring its recipients in several transactions at once."""

    def __init__(self, path: Path, reasons: tuple[str, ...]) -> None:
        self._path, self._before = path, reasons
        self.has_failed = False
        self.travellers = 0
        self.recipients: set[str] = set()

    def failed(self, reason: str) -> None:
        """This try counts, once. Raises OSError."""
        if not self.has_failed:
            self.has_failed = True
            _note(self._path, reason)

    @property
    def was_cut_off(self) -> bool:
        """Whether an earlier try ended somewhere between its beginning and its answer."""
        return CUT_OFF in self._before


def _note(path: Path, reason: str) -> None:
    with path.open("a", encoding="ascii", errors="replace") as file:
        file.write(f"{reason}\n")


class Tries:
    """room: the files of mails that failed; under_way: the file of those that are in here."""

    def __init__(self, room: Path, under_way: Path) -> None:
        self._room, self._under_way_now = room, UnderWay(under_way)
        self._sweeper = Sweeper(room)
        self._turns: dict[str, Turn] = {}
        self._suspects = asyncio.Lock()
        self._is_open, self._is_quiet = asyncio.Event(), asyncio.Event()
        self._is_open.set()
        self._is_quiet.set()
        left = self._under_way_now.left_behind()
        for name in left:
            if len(left) == 1 or len(reasons_in(room / name)) < MOST_TRIES - 1:
                _note(room / name, CUT_OFF)
        self._under_way_now.clear()

    @contextlib.asynccontextmanager
    async def turn(self, queue_id: str, recipients: Collection[str] = ()) -> AsyncIterator[Turn]:
        """The mail's next try. Raises CameAgain, NotNow, OSError."""
        reasons = reasons_in(self._room / queue_id)
        if queue_id in self._turns or not reasons:
            while queue_id not in self._turns and not self._is_open.is_set():
                await self._is_open.wait()
            with self._under_way(queue_id, reasons, recipients) as turn:
                yield turn
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._suspects.acquire()
        except TimeoutError as error:
            raise NotNow("other mails that failed before are tried first") from error
        try:
            reasons = reasons_in(self._room / queue_id)
            async with self._alone() if len(reasons) == MOST_TRIES - 1 else contextlib.nullcontext():
                with self._under_way(queue_id, reasons, recipients) as turn:
                    yield turn
        finally:
            self._suspects.release()

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Nobody else is under way, for a while. Raises NotNow."""
        self._is_open.clear()
        try:
            try:
                async with asyncio.timeout(QUIET_SECONDS):
                    await self._is_quiet.wait()
            except TimeoutError as error:
                raise NotNow("it is tried when no other mail is under way") from error
            opening = asyncio.get_running_loop().call_later(ALONE_SECONDS, self._is_open.set)
            try:
                yield
            finally:
                opening.cancel()
        finally:
            self._is_open.set()

    @contextlib.contextmanager
    def _under_way(self, queue_id: str, reasons: tuple[str, ...], recipients: Collection[str]) -> Iterator[Turn]:
        turn = self._turns.get(queue_id)
        if turn is None:
            if len(reasons) >= MOST_TRIES:
                raise NotNow(f"it failed {len(reasons)} times")
            turn = Turn(self._room / queue_id, reasons)
        if not turn.recipients.isdisjoint(recipients):
            raise CameAgain("it is still under way")
        place = self._under_way_now.enter(queue_id)
        self._turns[queue_id] = turn
        turn.travellers += 1
        turn.recipients.update(recipients)
        self._is_quiet.clear()
        try:
            yield turn
        finally:
            turn.travellers -= 1
            turn.recipients.difference_update(recipients)
            self._under_way_now.leave(place)
            if not turn.travellers:
                del self._turns[queue_id]
                if not self._turns:
                    self._is_quiet.set()
                if turn.has_failed:
                    self._sweeper.sweep()
