"""Messages whose sender was already warned: one empty file per queue id, so nobody is warned twice."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from weakref import WeakValueDictionary

from fumibako.processes.filterd.ledger.sweeper import Sweeper


class Notified:
    def __init__(self, directory: Path) -> None:
        self._directory, self._sweeper = directory, Sweeper(directory)
        # Weak: a lock lives as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def exclusive(self, queue_id: str) -> AsyncIterator[bool]:
        """Hold the message's lock; yields whether its sender has yet to be warned."""
        lock = self._locks.setdefault(queue_id, asyncio.Lock())
        async with lock:
            yield not (self._directory / queue_id).exists()

    def record(self, queue_id: str) -> None:
        descriptor = os.open(self._directory / queue_id, os.O_CREAT | os.O_WRONLY, 0o600)
        os.fsync(descriptor)
        os.close(descriptor)
        self._sweeper.sweep()
