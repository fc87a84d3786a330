"""Mails that went wrong in the filter (SECURITY 2.3): one file per mail, one line per try that failed.

filterd writes the files; the watchdog, the agent and the health line read them. After three failed tries the mail
is on hold in Postfix's queue until the operator releases it, which means: the filter tries it again.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.queue_ids import parse_queue_id

MOST_TRIES = 3
_LONGEST_FILE = 4096


@dataclass(frozen=True)
class Poisoned:
    """A mail that is not tried any more; reasons: why each of its tries failed."""

    queue_id: str
    reasons: tuple[str, ...]


def room(config: Config) -> Path:
    return config.home("filterd") / "tries"


def reasons_in(path: Path) -> tuple[str, ...]:
    """Why the tries of one mail failed; nothing where none did. Root reads this too: no link is followed."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as file:
            return tuple(file.read(_LONGEST_FILE).decode("ascii", "replace").splitlines())
    except OSError:
        return ()


def poisoned(config: Config) -> Iterator[Poisoned]:
    """Every mail that failed too often, the oldest first."""
    for path in sorted(room(config).iterdir() if room(config).is_dir() else ()):
        reasons = reasons_in(path)
        if len(reasons) >= MOST_TRIES:
            yield Poisoned(path.name, reasons)


def forget(config: Config, queue_id: str) -> None:
    """From now on the mail has all its tries before it again."""
    (room(config) / parse_queue_id(queue_id)).unlink(missing_ok=True)
