"""Small files named after queue ids, kept as long as their mail can be in the queue."""

import time
from pathlib import Path

# Postfix gives a mail up after five days (SECURITY section 3, queue).
_KEPT_SECONDS = 6 * 24 * 3600


def forget_old(room: Path) -> None:
    """Remove the marks of mails that are in no queue any more."""
    horizon = time.time() - _KEPT_SECONDS
    for path in room.iterdir():
        if path.stat().st_mtime < horizon:
            path.unlink(missing_ok=True)
