"""Dumping and loading: one step each, done by the agent while the page says how long it has taken."""

import gzip
import secrets
import time
import zlib
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumibako.chapters.hosting.databases import errors
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.databases.rules import GIGABYTE, MAX_DUMP_BYTES
from fumibako.chapters.hosting.files.counting import counted_space
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import Bench, job
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.running import GaveWay, LeaseLost, Run
from fumibako.groundwork.ui.templatetags.ui import size
from fumibako.machine.daemons.mariadb.control import Mariadbs
from fumibako.machine.daemons.sites.control import Sites, TooLarge
from fumibako.machine.provision.client import AgentDown, AgentRefused

DUMP, LOAD = "database.dump", "database.load"
PIECE = 1 << 20
Value = TypeVar("Value")


@job(DUMP, label=gettext_lazy("Database export"), page="adminmenu:databases", is_interactive=True, bench=Bench.COPIES)
def dump_database(run: Run, *, database: int) -> None:
    row = _found(database)
    file = secrets.token_hex(16)
    for name in run.remaining((row.name,)):
        _waited_for(run, lambda: Mariadbs(settings.FUMIBAKO).dump(row.name, file), _("Exporting"))
        with run.step():
            run.offer_result(f"{name}.sql", file)
        _forget_older(run.job, row)


@job("database.take_back")
def take_back_databases(run: Run) -> None:
    """Passwords that phpMyAdmin had for a while."""
    Mariadbs(settings.FUMIBAKO).take_back()


def _forget_older(newest: Job, database: Database) -> None:
    """Of a database the newest export is kept, and no other takes room on the disk."""
    older = Job.objects.filter(kind=DUMP, arguments__database=database.pk).exclude(pk=newest.pk)
    for each in older.exclude(result_name=""):
        files.remove(str(each.pk))
        Job.objects.filter(pk=each.pk).update(result_name="")


def forget_dump(*, actor: Actor, stored: str, **_arguments: object) -> None:
    """Of a job that never began."""
    _forget(stored)


@job(
    LOAD,
    label=gettext_lazy("Database import"),
    page="adminmenu:databases",
    is_interactive=True,
    bench=Bench.COPIES,
    undo=forget_dump,
)
def load_database(run: Run, *, database: int, stored: str, empties: bool, path: str = "") -> None:
    """path: a file of the site; else stored."""
    row = _found(database)
    try:
        for each in run.remaining((row,)):
            space = _space(run, each, empties=empties)
            _load(run, each, "" if path else _unpacked(stored), path, empties=empties, space=space)
    except (GaveWay, LeaseLost):
        raise  # it begins anew, with this file
    except BaseException:
        _forget(stored)
        raise
    _forget(stored)


def _forget(stored: str) -> None:
    if stored:
        files.forget(stored)


def _space(run: Run, row: Database, *, empties: bool) -> int:
    """How many bytes of SQL may come: there is no telling how much of the disk each takes. Raises SizeUnknown,
    DatabaseAway."""
    if row.site is None:
        raise errors.NoSuchDatabase(name=row.name)
    space = counted_space(run, row.site)
    if not empties:
        return space
    sizes = _waited_for(run, lambda: Mariadbs(settings.FUMIBAKO).bytes_of(row.domain), _("Importing"))
    return space + sizes.get(row.name, 0)


def _load(run: Run, row: Database, file: str, path: str, *, empties: bool, space: int) -> None:
    """Raises StatementRefused, DatabaseAway, ImportLacksSpace."""

    def work() -> str:
        if path:
            return Sites(settings.FUMIBAKO).load_dump(row.domain, path, row.name, empties=empties, space=space)
        if (octets := files.size(file)) > space:
            raise TooLarge(octets)
        return Mariadbs(settings.FUMIBAKO).load(row.name, file, empties=empties)

    try:
        refused = _waited_for(run, work, _("Importing"))
    except TooLarge as error:
        raise errors.ImportLacksSpace(needed=size(error.bytes), left=size(space)) from error
    if refused:
        raise errors.StatementRefused(message=refused)
    with run.step():
        pass


def _waited_for(run: Run, work: Callable[[], Value], words: str) -> Value:
    """Raises DatabaseAway."""
    started = time.monotonic()
    try:
        return run.waited_for(work, lambda: f"{words}: {int(time.monotonic() - started)} s")
    except (AgentDown, AgentRefused) as error:
        raise errors.DatabaseAway from error


def _found(pk: int) -> Database:
    row = Database.objects.filter(pk=pk, dropped_at=None).first()
    if row is None:
        raise errors.NoSuchDatabase(name="")
    return row


def _unpacked(stored: str) -> str:
    """The file as it is, or unpacked in its place. Raises DumpGone, NotADump, DumpTooLarge."""
    source = files.opened(stored)
    if source is None:
        raise errors.DumpGone
    with source:
        if source.read(2) != b"\x1f\x8b":
            return stored
        source.seek(0)
        with gzip.open(source) as packed:
            plain = files.keep(_limited(packed))
    files.rename(plain, stored)
    return stored


def _limited(packed: gzip.GzipFile) -> Iterator[bytes]:
    size = 0
    try:
        while piece := packed.read(PIECE):
            size += len(piece)
            if size > MAX_DUMP_BYTES:
                raise errors.DumpTooLarge(most=MAX_DUMP_BYTES // GIGABYTE)
            yield piece
    except (OSError, EOFError, zlib.error) as error:
        raise errors.NotADump from error
