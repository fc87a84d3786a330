"""Rows → wish: who gets at a site's files (D5)."""

from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state import FtpAccess as WantedAccess


def access_of(domain: str) -> WantedAccess | None:
    row = FtpAccess.objects.filter(site__domain__name=domain).exclude(password_hash="").first()
    return WantedAccess(password_hash=row.password_hash, networks=tuple(row.networks)) if row else None


PART = SnapshotPart(Aspect.SITE, access_of)
