"""Small files named after queue ids, kept as long as their mail can be in the queue."""

import time
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.daemons.filterd.marks import LONGEST_SECONDS

LOOK_SECONDS = 3600.0


@dataclass
class Sweeper:
    """Removes the marks of mails that are in no queue any more; looks through the room once an hour at most."""

    room: Path
    looked_at: float = 0.0

    def sweep(self) -> frozenset[str]:
        """The names that are gone."""
        now = time.time()
        if now < self.looked_at + LOOK_SECONDS:
            return frozenset()
        self.looked_at = now
        old = [path for path in self.room.iterdir() if path.stat().st_mtime < now - LONGEST_SECONDS]
        for path in old:
            path.unlink(missing_ok=True)
        return frozenset(path.name for path in old)
