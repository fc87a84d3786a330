"""Rows → wish: the databases of a domain (D3)."""

from collections.abc import Iterator

from fumibako.chapters.hosting.databases.models import Database
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, Databases, Dropped
from fumibako.machine.state import Database as WantedDatabase
from fumibako.machine.state import DatabaseUser as WantedUser


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
    users = tuple(user for row in rows if row.site and not row.dropped_at for user in _users_of(row))
    return Databases(there=there, dropped=dropped, users=users) if rows else None


def _users_of(row: Database) -> Iterator[WantedUser]:
    for user in row.users.order_by("pk"):
        yield WantedUser(
            name=user.name,
            database=row.name,
            password_hash=user.password_hash,
            reads_only=user.reads_only,
            is_locked=bool(row.site and row.site.domain.customer.is_suspended),
        )


PART = SnapshotPart(Aspect.DATABASES, databases_of)
