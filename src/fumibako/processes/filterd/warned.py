"""Which mails' senders were warned already: one empty file per queue id, so that nobody is warned twice."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from weakref import WeakValueDictionary

from fumibako.processes.filterd.marks import Sweeper


class Warned:
    def __init__(self, room: Path) -> None:
        self._room, self._sweeper = room, Sweeper(room)
        # Weak: a lock lives as long as somebody holds it or waits for it.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def turn(self, queue_id: str) -> AsyncIterator[bool]:
        """One at a time for one mail; says whether nobody was warned of it yet."""
        lock = self._turns.setdefault(queue_id, asyncio.Lock())
        async with lock:
            yield not (self._room / queue_id).exists()

    def remember(self, queue_id: str) -> None:
        descriptor = os.open(self._room / queue_id, os.O_CREAT | os.O_WRONLY, 0o600)
        os.fsync(descriptor)
        os.close(descriptor)
        self._sweeper.sweep()
