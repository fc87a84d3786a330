"""How a feature's rows become its wish in the desired state."""

from collections.abc import Callable
from dataclasses import dataclass

from fumibako.machine.state import Aspect


@dataclass(frozen=True)
class SnapshotPart:
    """The wish of one feature in the scopes of one aspect. wish: takes a key, reads rows, returns a frozen value of
    `machine/state`; None if nothing is wanted there, for example because the row is gone."""

    aspect: Aspect
    wish: Callable[[str], object | None]
