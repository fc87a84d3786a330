"""Rows → wish: who gets at a site's files (D5)."""

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state import FtpAccess as WantedAccess

FULL = 1
"""Byte: ProFTPD takes 0 for no limit."""


def access_of(domain: str) -> WantedAccess | None:
    rows = FtpAccess.objects.select_related("site__domain__customer").exclude(password_hash="")
    row = rows.filter(site__domain__name=domain).first()
    if row is None:
        return None
    most = contract_of(row.site.domain.customer).web_disk_bytes - row.others_bytes
    return WantedAccess(password_hash=row.password_hash, networks=tuple(row.networks), most_bytes=max(FULL, most))


PART = SnapshotPart(Aspect.SITE, access_of)
