"""A chart of samples as the points of an SVG drawing, and the same figures as a table; ui/_chart.html draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

WIDTH, HEIGHT = 600, 160
LEFT, TOP, BOTTOM = 64, 8, 24
MAX_POINTS, ROWS = 300, 24
GAP = timedelta(minutes=30)  # longer than this without a sample, the line breaks

Sampled = tuple[datetime, float]


@dataclass(frozen=True)
class Tick:
    """at: its place along the axis; value: what stands there."""

    at: float
    value: float


@dataclass(frozen=True)
class Row:
    begins_at: datetime
    least: float
    most: float


@dataclass(frozen=True)
class Drawing:
    """lines: points of each stretch without a gap, as SVG writes them; heights: of the value axis; rows: the table."""

    lines: tuple[str, ...]
    heights: tuple[Tick, ...]
    moments: tuple[tuple[float, datetime], ...]
    rows: tuple[Row, ...]
    latest: float


def drawing(samples: Sequence[Sampled], begins: datetime, ends: datetime, unit: str = "") -> Drawing | None:
    """None where there is nothing to draw. unit: of the values, "bytes" or "seconds"."""
    if not samples:
        return None
    highest = max(value for _, value in samples)
    scale = _scale(highest, unit)
    top = _round_up(highest / scale) * scale
    span = (ends - begins).total_seconds()

    def x(at: datetime) -> float:
        return LEFT + (WIDTH - LEFT) * (at - begins).total_seconds() / span

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)

    stretches = _stretches(_thinned(samples))
    lines = tuple(" ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in stretch) for stretch in stretches)
    heights = tuple(Tick(y(part), part) for part in (0, top / 2, top))
    moments = tuple((x(at), at) for at in (begins + (ends - begins) * part / 4 for part in range(5)))
    return Drawing(lines, heights, moments, _rows(samples, begins, ends), samples[-1][1])


def _scale(value: float, unit: str) -> float:
    """What people count in: GB of 1024 steps, minutes and hours."""
    if unit == "seconds":
        return 3600 if value >= 7200 else 60
    scale = 1.0
    while unit == "bytes" and value >= scale * 1024:
        scale *= 1024
    return scale


def _round_up(value: float) -> float:
    """The next 1, 2 or 5 with zeros, so that the axis has round numbers; at least 2."""
    step = 1.0
    while step < max(value, 2):
        for factor in (1, 2, 5):
            if step * factor >= max(value, 2):
                return step * factor
        step *= 10
    return step


def _thinned(samples: Sequence[Sampled]) -> list[Sampled]:
    """As many as can be seen; of each handful the highest, so that no peak is lost."""
    size = -(-len(samples) // MAX_POINTS)
    return [max(samples[first : first + size], key=lambda one: one[1]) for first in range(0, len(samples), size)]


def _stretches(samples: Sequence[Sampled]) -> list[list[Sampled]]:
    """A single point is drawn twice: a line of no length is a dot."""
    gap = max(GAP, 3 * (samples[-1][0] - samples[0][0]) / max(1, len(samples) - 1))
    found = [[samples[0]]]
    for before, now in pairwise(samples):
        if now[0] - before[0] > gap:
            found.append([])
        found[-1].append(now)
    return [stretch if len(stretch) > 1 else stretch * 2 for stretch in found]


def _rows(samples: Sequence[Sampled], begins: datetime, ends: datetime) -> tuple[Row, ...]:
    """The period in equal parts, the latest first; parts without a sample are left out."""
    part = (ends - begins) / ROWS
    groups: dict[int, list[float]] = {}
    for at, value in samples:
        groups.setdefault(min(ROWS - 1, int((at - begins) / part)), []).append(value)
    found = (Row(begins + number * part, min(values), max(values)) for number, values in groups.items())
    return tuple(sorted(found, key=lambda row: row.begins_at, reverse=True))
