"""Rows → wish: the site of a domain (D1)."""

from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state import Site as WantedSite


def site_of(domain: str) -> WantedSite | None:
    row = Site.objects.select_related("domain__customer").filter(domain__name=domain).first()
    if row is None:
        return None
    return WantedSite(domain=domain, number=row.pk, token=row.token, is_suspended=row.domain.customer.is_suspended)


PART = SnapshotPart(Aspect.SITE, site_of)
