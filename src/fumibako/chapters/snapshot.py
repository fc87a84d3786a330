"""Rows → state: the parts that features bring, and the state of a scope made of them."""

from fumibako.chapters.mail import snapshot as mail
from fumibako.chapters.mail.forwarding import snapshot as forwarding
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Scope, State

PARTS: tuple[SnapshotPart, ...] = (
    forwarding.PART,
    *mail.PARTS,
)


def state_of(scope: Scope) -> State:
    """Return everything wanted in the scope; without wishes if its row is gone."""
    found = (part.wish(scope.key) for part in PARTS if part.aspect is scope.aspect)
    return State(scope=scope, wishes=tuple(wish for wish in found if wish is not None))
