"""From what features declare to the alerts of one home page."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from fumibako.chapters.features import features
from fumibako.groundwork.features import Face, Feature
from fumibako.groundwork.ui.alerts import Alert, gravest_first


def finder(face: Face, request: Any, allows: Callable[[Feature], bool]) -> Callable[[], tuple[Alert, ...]]:
    """What the shell calls when a page shows alerts: the home page does, the others ask nothing."""

    @cache
    def find() -> tuple[Alert, ...]:
        return gravest_first(_declared(face, request, allows))

    return find


def _declared(face: Face, request: Any, allows: Callable[[Feature], bool]) -> Iterator[Alert]:
    for feature in features():
        look = feature.alerts.get(face)
        if look and allows(feature):
            yield from look(request)
