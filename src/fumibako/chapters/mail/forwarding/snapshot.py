"""Rows → wish: where the mail of one mailbox is forwarded to (C3)."""

from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, Forward


def forward_of(address: str) -> Forward | None:
    row = Forwarding.objects.filter(mailbox__address=address, is_on=True).first()
    if row is None or not row.targets:
        return None
    return Forward(targets=tuple(row.targets), keeps_copy=row.keeps_copy)


PART = SnapshotPart(Aspect.SIEVE, forward_of)
