"""Rows → wish: the databases of a domain (D3)."""

from fumibako.chapters.hosting.databases.models import Database
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, Databases, Dropped
from fumibako.machine.state import Database as WantedDatabase


def databases_of(domain: str) -> Databases | None:
    rows = list(Database.objects.select_related("site__domain__customer").filter(domain=domain).order_by("pk"))
    there = tuple(
        WantedDatabase(
            name=row.name,
            number=row.pk,
            password_hash=row.password_hash,
            is_locked=row.site.domain.customer.is_suspended,
        )
        for row in rows
        if row.site and not row.dropped_at
    )
    dropped = tuple(Dropped(name=row.name, number=row.pk) for row in rows if row.dropped_at)
    return Databases(there=there, dropped=dropped) if rows else None


PART = SnapshotPart(Aspect.DATABASES, databases_of)
