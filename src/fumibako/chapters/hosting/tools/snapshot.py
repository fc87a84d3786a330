"""Rows → wish: redirects and switches of a site (D16)."""

from fumibako.chapters.hosting.tools.models import Redirect, Switches
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, Tools
from fumibako.machine.state import Redirect as WantedRedirect


def tools_of(domain: str) -> Tools | None:
    rows = Redirect.objects.filter(site__domain__name=domain).order_by("path")
    redirects = tuple(WantedRedirect(path=row.path, target=row.target, is_permanent=row.is_permanent) for row in rows)
    switches = Switches.objects.filter(site__domain__name=domain).first() or Switches()
    if not (redirects or switches.lists_folders or switches.blocks_hotlinks):
        return None
    return Tools(redirects=redirects, lists_folders=switches.lists_folders, blocks_hotlinks=switches.blocks_hotlinks)


PART = SnapshotPart(Aspect.SITE, tools_of)
