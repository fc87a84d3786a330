"""Rows → wish: who works in a shared mailbox."""

from fumibako.chapters.mail.shared.models import Share
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.shared import Right, Shared


def shared(address: str) -> Shared | None:
    rows = Share.objects.filter(mailbox__address=address).order_by("member__address")
    members = tuple((member, Right(right)) for member, right in rows.values_list("member__address", "right"))
    return Shared(address=address, members=members) if members else None


PART = SnapshotPart(Aspect.ACCOUNT, shared)
