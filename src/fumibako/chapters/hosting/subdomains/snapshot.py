"""Rows → wish: the subdomains of a site (D10)."""

from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, ErrorPages, Subdomains
from fumibako.machine.state import Subdomain as WantedSubdomain


def subdomains_of(domain: str) -> Subdomains | None:
    rows = Subdomain.objects.filter(site__domain__name=domain).select_related("site__domain").order_by("label")
    found = tuple(map(_wanted, rows))
    return Subdomains(hosts=found) if found else None


def _wanted(row: Subdomain) -> WantedSubdomain:
    errors = ErrorPages(pages=tuple(row.pages.items()), covers_php=row.covers_php)
    return WantedSubdomain(host=row.host, folder=row.folder, number=row.pk, token=row.token, php=row.php, errors=errors)


PART = SnapshotPart(Aspect.SITE, subdomains_of)
