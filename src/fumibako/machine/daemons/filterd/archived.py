"""Which months of copies of sent mail (B12) have had their time. Nothing else ever removes one."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from fumibako.machine.conf import Config

MONTH = len("2026-11")
BRAKE_FROM_MONTHS, BRAKE_SHARE = 3, 0.3
"""So many of a domain's months at once, and it is rather the clock that is wrong."""


class Doubtful(Exception):
    """More would go than a month's turn makes due."""


def expired(config: Config, domain: str, now: datetime) -> list[Path]:
    """The packs of that domain that may go. Never of the two newest months. Raises Doubtful."""
    months = _months(config.archive / domain)
    settings, old = config.settings.mail, dict[str, tuple[Path, ...]]()
    for month, packs in [*months.items()][:-2]:
        if now >= _end_of_time(month, settings.archive_years):
            old[month] = packs
    if len(old) >= BRAKE_FROM_MONTHS and len(old) > len(months) * BRAKE_SHARE:
        raise Doubtful(f"{len(old)} of {len(months)} months of {domain}")
    left = {month: packs for month, packs in months.items() if month not in old}
    old |= _beyond(left, settings.archive_gigabytes << 30)
    return [pack for packs in old.values() for pack in packs]


def _beyond(months: Mapping[str, tuple[Path, ...]], most: int) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """The oldest without which the rest is small enough."""
    used = sum(_bytes(packs) for packs in months.values())
    for month, packs in [*months.items()][:-2]:
        if not most or used <= most:
            return
        used -= _bytes(packs)
        yield month, packs


def _bytes(packs: tuple[Path, ...]) -> int:
    return sum(pack.stat().st_size for pack in packs)


def _months(directory: Path) -> dict[str, tuple[Path, ...]]:
    """The oldest first."""
    packs = sorted(directory.glob("*.pack"))
    return {month: tuple(some) for month, some in groupby(packs, lambda pack: pack.name[:MONTH])}


def _end_of_time(month: str, years: int) -> datetime:
    """So many years after the month's last day."""
    year, number = int(month[:4]) + years, int(month[5:]) + 1
    return datetime(year + (number > 12), (number - 1) % 12 + 1, 1, tzinfo=UTC)
