"""Messages on which the filter failed (SECURITY 2.3): one file per message, one line per failed attempt.

filterd writes the files; the watchdog, the agent and the health line read them. After three failed attempts the message
is on hold in Postfix's queue until the operator releases it; then the filter tries it again.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.queue_ids import parse_queue_id

MAX_ATTEMPTS = 3
_MAX_FILE_BYTES = 4096


@dataclass(frozen=True)
class Poisoned:
    """A message on hold; reasons: why each attempt failed."""

    queue_id: str
    reasons: tuple[str, ...]


def directory(config: Config) -> Path:
    return config.home("filterd") / "retries"


def reasons_in(path: Path) -> tuple[str, ...]:
    """Why the attempts at one message failed; empty if none did. Root reads this too, so no link is followed."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as file:
            return tuple(file.read(_MAX_FILE_BYTES).decode("ascii", "replace").splitlines())
    except OSError:
        return ()


def poisoned(config: Config) -> Iterator[Poisoned]:
    """Every message that failed too often, oldest first."""
    for path in sorted(directory(config).iterdir() if directory(config).is_dir() else ()):
        reasons = reasons_in(path)
        if len(reasons) >= MAX_ATTEMPTS:
            yield Poisoned(path.name, reasons)


def forget(config: Config, queue_id: str) -> None:
    """Reset the message's attempts."""
    (directory(config) / parse_queue_id(queue_id)).unlink(missing_ok=True)
