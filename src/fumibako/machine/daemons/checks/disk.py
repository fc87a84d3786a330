"""Free space and inodes of every file system that a box writes to."""

import os
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import Condition, Health

QUEUE_MIN_FREE = 100_000_000  # Postfix's queue_minfree
WARNING_SHARE = 0.1  # of a file system …
WARNING_MAX_BYTES = 10_000_000_000  # … or this, whichever is less
WARNING_MIN_TIMES = 3  # … but never less than so many times what Postfix refuses mail below
WARNING_INODES_SHARE = 0.05
MIN_INODES = 1000
# smtpd(8) also wants 1.5 times the largest message (Postfix 3.7, smtpd_space_multf).
MESSAGE_TIMES = 1.5


@dataclass(frozen=True)
class Space:
    """A file system. inodes, free_inodes: 0 where it has no fixed number of them (btrfs)."""

    name: str
    size_bytes: int
    free_bytes: int
    inodes: int
    free_inodes: int


class Disk:
    name = "disk"

    def health(self, config: Config) -> Health:
        return judge(spaces(config), min_free_bytes(config))


def min_free_bytes(config: Config) -> int:
    """Below this, Postfix takes no mail (452)."""
    return int(max(QUEUE_MIN_FREE, config.settings.mail.message_size_limit * MESSAGE_TIMES))


def spaces(config: Config) -> tuple[Space, ...]:
    """Every file system once, under the path of the first directory that lies on it."""
    found: dict[int, Space] = {}
    for path in (config.state, config.home("postfix") / "queue", config.mail_store):
        if path.exists():
            found.setdefault(path.stat().st_dev, _space(path))
    return tuple(found.values())


def judge(found: tuple[Space, ...], min_free: int) -> Health:
    """DOWN when mail is refused for want of space on one of them, WARNING when that is near."""
    for space in found:
        values = {"name": space.name, "free": _written(space.free_bytes)}
        if space.free_bytes < min_free:
            words = f"{space.name} has {_written(space.free_bytes)} free; no mail is taken below {_written(min_free)}"
            return Health(Condition.DOWN, words, code="full", values=values)
        if space.inodes and space.free_inodes < MIN_INODES:
            words = f"{space.name} has {space.free_inodes} inodes free; soon no file can be made"
            return Health(Condition.DOWN, words, code="no-inodes", values={**values, "inodes": space.free_inodes})
    for space in found:
        values = {"name": space.name, "free": _written(space.free_bytes)}
        if space.free_bytes < _warning_bytes(space, min_free):
            words = f"{space.name} is nearly full: {_written(space.free_bytes)} of {_written(space.size_bytes)} free"
            return Health(Condition.WARNING, words, code="nearly-full", values=values)
        if space.free_inodes < space.inodes * WARNING_INODES_SHARE:
            words = f"{space.name} is nearly out of inodes: {space.free_inodes} of {space.inodes} free"
            return Health(Condition.WARNING, words, code="few-inodes", values={**values, "inodes": space.free_inodes})
    return Health(Condition.OK, ", ".join(f"{space.name} {_written(space.free_bytes)} free" for space in found))


def _warning_bytes(space: Space, min_free: int) -> float:
    return max(min(space.size_bytes * WARNING_SHARE, WARNING_MAX_BYTES), min_free * WARNING_MIN_TIMES)


def _space(path: Path) -> Space:
    """By what is free to others than root, as Postfix counts."""
    there = os.statvfs(path)
    return Space(
        str(path),
        there.f_blocks * there.f_frsize,
        there.f_bavail * there.f_frsize,
        there.f_files,
        there.f_favail,
    )


def _written(number: int) -> str:
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number // 1000} kB"
