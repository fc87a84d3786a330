"""Rows → wish: the mailbox that receives the rest."""

from fumibako.chapters.mail.catch_all.models import CatchAll
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine import state
from fumibako.machine.state import Aspect


def catch_all_of(name: str) -> state.CatchAll | None:
    row = CatchAll.objects.select_related("mailbox").filter(domain__name=name).first()
    return state.CatchAll(target=row.mailbox.address) if row else None


PART = SnapshotPart(Aspect.DOMAIN, catch_all_of)
