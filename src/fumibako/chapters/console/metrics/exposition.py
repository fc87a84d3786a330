"""Figures as Prometheus reads them: its text format, version 0.0.4."""

from collections.abc import Iterable
from itertools import groupby

from fumibako.chapters.console.metrics.figures import Figure

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def written(figures: Iterable[Figure]) -> str:
    """Figures of one name stand together, under their HELP and TYPE."""
    lines = []
    for name, group in groupby(sorted(figures, key=lambda one: one.name), key=lambda one: one.name):
        same = list(group)
        lines += [f"# HELP {name} {same[0].words}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(figure)} {float(figure.value):.15g}" for figure in same]
    return "\n".join(lines) + "\n"


def _labels(figure: Figure) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in figure.labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
