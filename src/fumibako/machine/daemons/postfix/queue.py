"""What lies in Postfix's queue directories (qmgr(8)); only root and Postfix may look."""

import contextlib
import os
import time
from pathlib import Path

from fumibako.machine.conf import Config

# A mail is in `incoming` for a moment, until the queue manager takes it; unless that has its hands full.
PATIENCE_SECONDS = 60.0
FULL_HANDS = 10_000  # half of qmgr_message_active_limit


def is_untouched(config: Config) -> bool:
    """Whether mail is ready and the queue manager, which is free to, does not take it."""
    queue = config.home("postfix") / "queue"
    return _has_old(queue / "incoming") and sum(1 for _ in _files(queue / "active")) < FULL_HANDS


def _has_old(incoming: Path) -> bool:
    latest = time.time() - PATIENCE_SECONDS
    for entry in _files(incoming):
        with contextlib.suppress(FileNotFoundError):
            there = entry.stat(follow_symlinks=False)
            if there.st_mode & 0o100 and there.st_mtime < latest:  # cleanup(8) makes it executable once it is whole
                return True
    return False


def _files(directory: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return []
