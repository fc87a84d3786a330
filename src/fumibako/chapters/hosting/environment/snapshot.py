"""Rows → wish: how PHP is set for a site (D2)."""

from fumibako.chapters.hosting.environment.models import PhpChoice
from fumibako.chapters.hosting.environment.queries import php_of
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, PhpSettings


def chosen(domain: str) -> PhpSettings | None:
    return php_of(domain) if PhpChoice.objects.filter(site__domain__name=domain).exists() else None


PART = SnapshotPart(Aspect.SITE, chosen)
