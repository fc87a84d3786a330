"""Which months of copies of sent mail (B12) have had their time. Nothing else ever removes one."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from fumibako.machine.conf import Config

MONTH = len("2026-11")
NEWEST = 2  # months that stay, whatever the clock says
BRAKE_FROM_MONTHS, BRAKE_SHARE = 3, 0.3
"""So many of the months at once, and it is rather the clock that is wrong."""


class Doubtful(Exception):
    """More would go than a month's turn makes due."""


def expired(config: Config, now: datetime) -> list[Path]:
    """The packs that may go. Raises Doubtful.

    Which months are the newest, and how many are many, is asked of the whole box: the last mails of a customer who has
    left go as well.
    """
    domains = [_months(directory) for directory in sorted(config.archive.glob("*/*"))]
    months = sorted({month for domain in domains for month in domain})
    due = {month for month in months[:-NEWEST] if now >= _end_of_time(month, config.settings.mail.archive_years)}
    if len(due) >= BRAKE_FROM_MONTHS and len(due) > len(months) * BRAKE_SHARE:
        raise Doubtful(f"{len(due)} of {len(months)} months")
    gone: list[Path] = []
    for domain in domains:
        left = {month: packs for month, packs in domain.items() if month not in due}
        due_here = (month for month in domain if month in due)
        for month in (*due_here, *_beyond(left, config.settings.mail.archive_gigabytes << 30)):
            gone += domain[month]
    return gone


def _beyond(months: Mapping[str, tuple[Path, ...]], most: int) -> Iterator[str]:
    """The oldest without which the rest is small enough."""
    used = sum(_bytes(packs) for packs in months.values())
    for month, packs in [*months.items()][:-NEWEST]:
        if not most or used <= most:
            return
        used -= _bytes(packs)
        yield month


def _bytes(packs: tuple[Path, ...]) -> int:
    return sum(pack.stat().st_size for pack in packs)


def _months(directory: Path) -> dict[str, tuple[Path, ...]]:
    """The oldest first."""
    packs = sorted(directory.glob("[0-9][0-9][0-9][0-9]-[01][0-9]*.pack"))
    return {month: tuple(some) for month, some in groupby(packs, lambda pack: pack.name[:MONTH])}


def _end_of_time(month: str, years: int) -> datetime:
    """So many years after the month's last day."""
    year, number = int(month[:4]) + years, int(month[5:]) + 1
    return datetime(year + (number > 12), (number - 1) % 12 + 1, 1, tzinfo=UTC)
