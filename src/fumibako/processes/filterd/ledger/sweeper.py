"""Removes ledger files once their message can no longer be in the queue."""

import time
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.daemons.filterd.marks import LONGEST_SECONDS

INTERVAL_SECONDS = 3600.0


@dataclass
class Sweeper:
    """Sweeps one directory, at most once an hour."""

    directory: Path
    swept_at: float = 0.0

    def sweep(self) -> frozenset[str]:
        """Return the names of the removed files."""
        now = time.time()
        if now < self.swept_at + INTERVAL_SECONDS:
            return frozenset()
        self.swept_at = now
        old = [path for path in self.directory.iterdir() if path.stat().st_mtime < now - LONGEST_SECONDS]
        for path in old:
            path.unlink(missing_ok=True)
        return frozenset(path.name for path in old)
