"""Rows → wish: which accounts receive the mail of an address without a mailbox."""

from fumibako.chapters.mail.aliases.queries import targets_of
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Alias, Aspect


def alias_of(address: str) -> Alias | None:
    targets = targets_of(address)
    return Alias(address=address, targets=targets) if targets else None


PART = SnapshotPart(Aspect.ALIAS, alias_of)
