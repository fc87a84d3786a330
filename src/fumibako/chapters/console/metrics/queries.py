"""The latest sample of each chart."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fumibako.chapters.console.metrics.figures import CHARTS
from fumibako.chapters.console.metrics.models import Sample

FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Measured:
    """value: in the chart's unit, in whole minutes instead of seconds."""

    label: Any
    value: int
    unit: str


def latest(now: datetime, *names: str) -> list[Measured]:
    """Of these charts, in this order; without what was not measured lately."""
    charts = {chart.name: chart for chart in CHARTS}
    found = Sample.objects.filter(name__in=names, at__gt=now - FRESH, at__lte=now).order_by("at")
    values = dict(found.values_list("name", "value"))
    return [_measured(charts[name].label, values[name], charts[name].unit) for name in names if name in values]


def _measured(label: Any, value: float, unit: str) -> Measured:
    return Measured(label, int(value / 60 if unit == "seconds" else value), unit)
