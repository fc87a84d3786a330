"""Rows → state: the state of a scope, made of the parts that features bring."""

from fumibako.chapters.features import features
from fumibako.machine.state import Scope, State


def state_of(scope: Scope) -> State:
    """Return everything wanted in the scope; without wishes if its row is gone."""
    parts = (part for feature in features() for part in feature.parts if part.aspect is scope.aspect)
    found = (part.wish(scope.key) for part in parts)
    return State(scope=scope, wishes=tuple(wish for wish in found if wish is not None))
