"""Bars of an SVG drawing: one for each value, from the axis up."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600, 160
LEFT, TOP, BOTTOM = 48, 8, 24


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Bars:
    """heights: of the axis, each place with its value. marked: the bars whose labels are written below."""

    bars: tuple[Bar, ...]
    heights: tuple[tuple[float, int], ...]
    marked: tuple[Bar, ...]


def bars(values: Sequence[tuple[str, int]], every: int) -> Bars:
    """every: so many bars stand between two labels."""
    top = _round_up(max((value for _, value in values), default=0))
    step = (WIDTH - LEFT) / max(1, len(values))
    inner = HEIGHT - TOP - BOTTOM

    def bar(number: int, label: str, value: int) -> Bar:
        height = inner * value / top
        return Bar(LEFT + number * step + step * 0.1, TOP + inner - height, step * 0.8, height, label, value)

    drawn = tuple(bar(number, label, value) for number, (label, value) in enumerate(values))
    heights = tuple((TOP + inner * (1 - part / 2), top * part // 2) for part in range(3))
    return Bars(drawn, heights, drawn[::every])


def _round_up(value: int) -> int:
    """The next 2, 4 or 10 with zeros: an axis with a round middle."""
    step = 1
    while True:
        for factor in (2, 4, 10):
            if step * factor >= value:
                return step * factor
        step *= 10
