"""What a database may be, rule by rule (D3)."""

import contextlib

from fumibako.chapters.hosting.databases import errors
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.files.errors import SizeUnknown
from fumibako.chapters.hosting.files.rules import space_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.jobs.services import unfinished
from fumibako.machine.state.web.database import MAX_NAME, prefix_of, site_number_of

MAX_DATABASES = 20
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
