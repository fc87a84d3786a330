"""Looking at databases."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from fumibako.chapters.hosting.databases.models import Database, DatabaseUser
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.mariadb.control import Mariadbs
from fumibako.machine.provision.client import AgentDown, AgentRefused


@dataclass(frozen=True)
class Sized:
    """bytes: None where that is not known now."""

    database: Database
    bytes: int | None


def databases_of(domain: Domain) -> QuerySet[Database]:
    return Database.objects.filter(site__domain=domain, dropped_at=None).order_by("name")


def users_of(database: Database) -> QuerySet[DatabaseUser]:
    """Its further ones."""
    return database.users.select_related("database").order_by("name")


def sizes_of(domain: Domain) -> dict[str, int] | None:
    """By name; None: not known now."""
    try:
        return Mariadbs(settings.FUMIBAKO).bytes_of(domain.name)
    except (AgentDown, AgentRefused):
        return None


def sized(domain: Domain) -> list[Sized]:
    rows = list(databases_of(domain))
    sizes = sizes_of(domain) if rows else {}
    return [Sized(row, sizes.get(row.name) if sizes is not None else None) for row in rows]
