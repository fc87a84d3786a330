"""Small files named after queue ids, kept as long as their mail can be in the queue."""

import time
from pathlib import Path

from fumibako.machine.daemons.filterd.marks import LONGEST_SECONDS


def forget_old(room: Path) -> None:
    """Remove the marks of mails that are in no queue any more."""
    horizon = time.time() - LONGEST_SECONDS
    for path in room.iterdir():
        if path.stat().st_mtime < horizon:
            path.unlink(missing_ok=True)
