"""Rows → wish: the error pages of a site (D8)."""

from fumibako.chapters.hosting.error_pages.models import ErrorPage, ErrorSettings
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, ErrorPages


def chosen(domain: str) -> ErrorPages | None:
    rows = ErrorPage.objects.filter(site__domain__name=domain).order_by("status").values_list("status", "path")
    covers_php = ErrorSettings.objects.filter(site__domain__name=domain, covers_php=True).exists()
    return ErrorPages(pages=tuple(rows), covers_php=covers_php) if rows else None


PART = SnapshotPart(Aspect.SITE, chosen)
