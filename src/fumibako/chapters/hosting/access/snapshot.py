"""Rows → wish: the protected folders of a site (D6)."""

from fumibako.chapters.hosting.access.models import Restriction
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Access, Aspect, ProtectedFolder


def access_of(domain: str) -> Access | None:
    rows = Restriction.objects.filter(site__domain__name=domain).order_by("path").prefetch_related("users")
    folders = tuple(_folder(row) for row in rows)
    return Access(folders=folders) if folders else None


def _folder(row: Restriction) -> ProtectedFolder:
    users = sorted((user.login, user.password_hash) for user in row.users.all())
    return ProtectedFolder(number=row.pk, path=row.path, realm=row.realm, users=tuple(users))


PART = SnapshotPart(Aspect.SITE, access_of)
