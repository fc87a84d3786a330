"""Forwarding (C3)."""

from collections.abc import Sequence

from fumibako.machine.formats.sieve import Node, Redirect
from fumibako.machine.state import Forward, State


def section(state: State) -> Sequence[Node]:
    forward = state.wish(Forward)
    return [Redirect(target, forward.keeps_copy) for target in forward.targets] if forward else []
