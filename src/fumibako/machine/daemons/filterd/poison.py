"""Mails that went wrong in the filter (SECURITY 2.3): one file per mail, one line per try that failed.

filterd writes the files; the watchdog, the agent and the health line read them. After three failed tries the mail
is on hold in Postfix's queue until the operator releases it, which means: the filter tries it again.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config

MOST_TRIES = 3
_LONGEST_FILE = 4096
# postconf(5), enable_long_queue_ids: seconds and microseconds to the base of 52 without vowels, "z", the inode.
_QUEUE_ID = re.compile(r"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,16}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{1,16}")


class BadQueueId(ValueError):
    """Not a long queue id of Postfix's."""


@dataclass(frozen=True)
class Poisoned:
    """A mail that is not tried any more; reasons: why each of its tries failed."""

    queue_id: str
    reasons: tuple[str, ...]


def parse_queue_id(raw: object) -> str:
    """Raises BadQueueId."""
    if not isinstance(raw, str) or not _QUEUE_ID.fullmatch(raw):
        raise BadQueueId(f"{str(raw)[:60]!r} is not a long queue id")
    return raw


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
