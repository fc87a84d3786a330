"""Rows → wish: what of a site is closed to visitors from abroad (D7)."""

from fumibako.chapters.hosting.overseas.models import OverseasRestriction
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, Overseas


def overseas_of(domain: str) -> Overseas | None:
    row = OverseasRestriction.objects.filter(site__domain__name=domain, is_on=True).first()
    if row is None:
        return None
    return Overseas(folders=tuple(row.folders) or ("/",), exceptions=tuple(row.exceptions), page=row.page)


PART = SnapshotPart(Aspect.SITE, overseas_of)
