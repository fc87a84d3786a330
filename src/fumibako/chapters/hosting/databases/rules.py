"""What a database may be, rule by rule (D3)."""

import contextlib

from fumibako.chapters.hosting.databases import errors
from fumibako.chapters.hosting.databases.models import Database, DatabaseUser
from fumibako.chapters.hosting.files.errors import SizeUnknown
from fumibako.chapters.hosting.files.rules import space_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.jobs.services import unfinished
from fumibako.machine.daemons.sites.control import is_folder
from fumibako.machine.state.web.database import MAX_NAME, prefix_of, site_number_of

MAX_DATABASES = 20
MAX_USERS = 10
MAX_TEXT = 60
GIGABYTE = 1 << 30
MAX_DUMP_BYTES = 2 * GIGABYTE


def check_name(typed: str, site_number: int) -> str:
    """Return the whole name; typed with the site's prefix or without. Raises BadName."""
    prefix = prefix_of(site_number)
    name = prefix + typed.removeprefix(prefix)
    try:
        site_number_of(name)
    except ValueError as error:
        raise errors.BadName(name=typed[:MAX_TEXT], most=MAX_NAME) from error
    return name


def check_number(number: int) -> None:
    """Raises TooManyDatabases."""
    if number > MAX_DATABASES:
        raise errors.TooManyDatabases(most=MAX_DATABASES)


def check_user_name(name: str) -> None:
    """Databases' own users have the databases' names. Raises NameTaken, UserTaken."""
    if Database.objects.filter(name=name, dropped_at=None).exists():
        raise errors.NameTaken(name=name)
    if DatabaseUser.objects.filter(name=name).exists():
        raise errors.UserTaken(name=name)


def check_user_number(number: int) -> None:
    """Raises TooManyUsers."""
    if number > MAX_USERS:
        raise errors.TooManyUsers(most=MAX_USERS)


def check_source(file_name: str, path: str) -> str:
    """Of an import: an uploaded file, or one of the site. Return its path there, "" for an uploaded one. Raises
    NotADump."""
    check_file_name(path or file_name)
    place = path.strip("/")
    if place and not is_folder(place):
        raise errors.NotADump
    return place


def check_space(site: Site, wanted: int = 1) -> None:
    """Where nobody knows now how much there is, nobody is kept from working. Raises NoRoom."""
    with contextlib.suppress(SizeUnknown):
        if space_of(site) < wanted:
            raise errors.NoRoom


def check_no_import(database: Database, kind: str) -> None:
    """kind: that of the jobs which import. Raises ImportUnderWay."""
    if unfinished().filter(kind=kind, arguments__database=database.pk).exists():
        raise errors.ImportUnderWay


def check_file_name(name: str) -> str:
    """Raises NotADump."""
    if not name.lower().endswith((".sql", ".sql.gz")):
        raise errors.NotADump
    return name
