"""The retry ledger behind the poison rule (SECURITY 2.3): a message on which the filter failed three times is held.

A message's name is recorded before its journey begins and removed after Postfix got the reply, whatever it was. An
attempt that ends by an exception or a time-out adds a line to the message's own file; names that a process left behind
get one at the next start. No fsync: the records survive their process without one, and a power cut is no message's
fault.

Every message in progress when the process ended is a suspect, and suspects are retried one at a time, which separates
the poisonous one from its neighbours. New messages continue beside a suspect, and the next poisonous one may be among
them. So the last strike requires that the message was alone, and before its last attempt a message waits until it is.
No message is held because of another.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Collection, Iterator
from pathlib import Path

from fumibako.machine.daemons.filterd.marks import is_mark
from fumibako.machine.daemons.filterd.poison import MAX_ATTEMPTS, reasons_in
from fumibako.processes.filterd.ledger.sweeper import Sweeper

CUT_OFF = "the filter's process ended in the middle"
# Together with a journey this must stay below Postfix's lmtp_data_done_timeout of 900 s.
WAIT_SECONDS = 240
# How long a message waits to be alone, and how long the others then wait for it: what kills the process does so soon.
IDLE_WAIT_SECONDS = 20
EXCLUSIVE_SECONDS = 30


class NotNow(Exception):
    """The message failed too often, or others go first: it stays in the queue."""


class StillInProgress(NotNow):
    """Postfix sent the message again while its first delivery is in progress: its earlier client is gone."""


class InProgress:
    """The names of the messages in progress, in one file of fixed-length slots: two small writes per message and no
    new file for each."""

    _SLOT_BYTES = 64

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._free: list[int] = []
        self._slots = 0

    def unfinished(self) -> frozenset[str]:
        """The names that an earlier process did not remove. Garbage after a power cut is skipped."""
        names = os.pread(self._file, os.fstat(self._file).st_size, 0).decode("ascii", "replace").split()
        return frozenset(name for name in names if is_mark(name))

    def clear(self) -> None:
        os.ftruncate(self._file, 0)

    def enter(self, name: str) -> int:
        """Return the slot it was written to. Raises OSError."""
        if not self._free:
            self._free.append(self._slots)
            self._slots += 1
        self._write(self._free[-1], name)
        return self._free.pop()

    def leave(self, slot: int) -> None:
        """Raises OSError."""
        self._write(slot, "")
        self._free.append(slot)

    def _write(self, slot: int, name: str) -> None:
        os.pwrite(self._file, name.encode().ljust(self._SLOT_BYTES - 1) + b"\n", slot * self._SLOT_BYTES)


class Attempt:
    """One attempt at one message; Postfix may send its recipients in several transactions at once."""

    def __init__(self, path: Path, reasons: tuple[str, ...]) -> None:
        self._path, self._earlier_reasons = path, reasons
        self.has_failed = False
        self.transactions = 0
        self.recipients: set[str] = set()

    def failed(self, reason: str) -> None:
        """Count this attempt as failed, once. Raises OSError."""
        if not self.has_failed:
            self.has_failed = True
            _note(self._path, reason)

    @property
    def was_cut_off(self) -> bool:
        """Whether the process ended during an earlier attempt."""
        return CUT_OFF in self._earlier_reasons


def _note(path: Path, reason: str) -> None:
    with path.open("a", encoding="ascii", errors="replace") as file:
        file.write(f"{reason}\n")


class Retries:
    """directory: the files of messages that failed; in_progress: the file of messages in progress."""

    def __init__(self, directory: Path, in_progress: Path) -> None:
        self._directory, self._in_progress = directory, InProgress(in_progress)
        self._sweeper = Sweeper(directory)
        self._attempts: dict[str, Attempt] = {}
        self._suspects = asyncio.Lock()
        self._is_open, self._is_idle = asyncio.Event(), asyncio.Event()
        self._is_open.set()
        self._is_idle.set()
        unfinished = self._in_progress.unfinished()
        for name in unfinished:
            if len(unfinished) == 1 or len(reasons_in(directory / name)) < MAX_ATTEMPTS - 1:
                _note(directory / name, CUT_OFF)
        self._in_progress.clear()

    @contextlib.asynccontextmanager
    async def attempt(self, queue_id: str, recipients: Collection[str] = ()) -> AsyncIterator[Attempt]:
        """The next attempt at the message. Raises StillInProgress, NotNow, OSError."""
        reasons = reasons_in(self._directory / queue_id)
        if queue_id in self._attempts or not reasons:
            while queue_id not in self._attempts and not self._is_open.is_set():
                await self._is_open.wait()
            with self._entered(queue_id, reasons, recipients) as attempt:
                yield attempt
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._suspects.acquire()
        except TimeoutError as error:
            raise NotNow("other messages that failed before are tried first") from error
        try:
            reasons = reasons_in(self._directory / queue_id)
            async with self._exclusive() if len(reasons) == MAX_ATTEMPTS - 1 else contextlib.nullcontext():
                with self._entered(queue_id, reasons, recipients) as attempt:
                    yield attempt
        finally:
            self._suspects.release()

    @contextlib.asynccontextmanager
    async def _exclusive(self) -> AsyncIterator[None]:
        """Wait until no other message is in progress, then keep new ones out for a while. Raises NotNow."""
        self._is_open.clear()
        try:
            try:
                async with asyncio.timeout(IDLE_WAIT_SECONDS):
                    await self._is_idle.wait()
            except TimeoutError as error:
                raise NotNow("it is tried when no other message is in progress") from error
            reopening = asyncio.get_running_loop().call_later(EXCLUSIVE_SECONDS, self._is_open.set)
            try:
                yield
            finally:
                reopening.cancel()
        finally:
            self._is_open.set()

    @contextlib.contextmanager
    def _entered(self, queue_id: str, reasons: tuple[str, ...], recipients: Collection[str]) -> Iterator[Attempt]:
        attempt = self._attempts.get(queue_id)
        if attempt is None:
            if len(reasons) >= MAX_ATTEMPTS:
                raise NotNow(f"it failed {len(reasons)} times")
            attempt = Attempt(self._directory / queue_id, reasons)
        if not attempt.recipients.isdisjoint(recipients):
            raise StillInProgress("it is still in progress")
        slot = self._in_progress.enter(queue_id)
        self._attempts[queue_id] = attempt
        attempt.transactions += 1
        attempt.recipients.update(recipients)
        self._is_idle.clear()
        try:
            yield attempt
        finally:
            attempt.transactions -= 1
            attempt.recipients.difference_update(recipients)
            self._in_progress.leave(slot)
            if not attempt.transactions:
                del self._attempts[queue_id]
                if not self._attempts:
                    self._is_idle.set()
                if attempt.has_failed:
                    self._sweeper.sweep()
