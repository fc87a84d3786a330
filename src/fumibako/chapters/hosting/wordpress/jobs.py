"""Putting WordPress into a site: its database first, then the files and its own set-up; and updating it."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumibako.chapters.hosting.backup.jobs import back_up
from fumibako.chapters.hosting.databases.errors import NoRoom
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.databases.services import drop_database
from fumibako.chapters.hosting.files.counting import counted_space
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.wordpress import errors
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.chapters.hosting.wordpress.services import FILES_BYTES
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import Bench, job
from fumibako.groundwork.jobs.running import Cancelled, GaveWay, LeaseLost, Run
from fumibako.groundwork.publish.queries import is_settled
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

INSTALL, UPDATE = "wordpress.install", "wordpress.update"
LOOKS, LOOK_SECONDS = 240, 0.25


def forget_install(*, actor: Actor, database: int, stored: str, **_arguments: object) -> None:
    """What was made for a WordPress that there will not be: its passwords, its database."""
    files.forget(stored)
    if made := Database.objects.filter(pk=database, dropped_at=None).first():
        drop_database(actor=actor, database=made)


@job(
    INSTALL,
    label=gettext_lazy("Installing WordPress"),
    page="adminmenu:wordpress",
    is_interactive=True,
    bench=Bench.COPIES,
    undo=forget_install,
)
def install_wordpress(run: Run, *, site: int, folder: str, database: int, stored: str) -> None:
    row = Site.objects.select_related("domain").filter(pk=site).first()
    its_database = Database.objects.filter(pk=database, dropped_at=None).first()
    content = files.read(stored)
    if row is None or its_database is None or content is None:
        raise errors.NotNow
    try:
        for each in run.remaining((row,)):
            _install(run, each, folder, json.loads(content))
    except (GaveWay, LeaseLost):
        raise  # it begins anew, with these passwords
    except BaseException:
        forget_install(actor=run.actor, database=database, stored=stored)
        raise
    files.remove(stored)


def _install(run: Run, site: Site, folder: str, wanted: Mapping[str, str]) -> None:
    """Raises SizeUnknown, NoRoom, NotInstalled, NotNow."""
    check_counted_space(run, site)
    wait_for(run, site, Aspect.DATABASES)

    def work() -> tuple[str, str]:
        return Sites(settings.FUMIBAKO).install_wordpress(site.domain.name, folder, wanted)

    try:
        version, refused = run.waited_for(work, lambda: _("Copying the files and setting WordPress up"))
    except (AgentDown, AgentRefused) as error:
        raise errors.NotNow from error
    if refused:
        raise errors.NotInstalled(message=refused)
    with unless_cancelled(site, folder), run.step():
        Installation.objects.create(site=site, folder=folder, database=wanted["database"], version=version)


def check_counted_space(run: Run, site: Site) -> None:
    """Raises SizeUnknown, NoRoom."""
    if counted_space(run, site) < FILES_BYTES:
        raise NoRoom


@contextmanager
def unless_cancelled(site: Site, folder: str) -> Iterator[None]:
    """The last step of one whose files are there: cancelled now, they go again."""
    try:
        yield
    except Cancelled:
        with suppress(AgentDown, AgentRefused):
            Sites(settings.FUMIBAKO).remove_wordpress(site.domain.name, folder)
        raise


def wait_for(run: Run, site: Site, aspect: Aspect) -> None:
    """Raises NotNow."""
    for _look in range(LOOKS):
        if is_settled(aspect, site.domain.name):
            return
        run.breathe(_("Preparing the database and the folder"))
        time.sleep(LOOK_SECONDS)
    raise errors.NotNow


@job(
    UPDATE,
    label=gettext_lazy("Updating WordPress"),
    page="adminmenu:wordpress",
    is_interactive=True,
    bench=Bench.COPIES,
)
def update_wordpress(run: Run, *, installation: int) -> None:
    """A backup of the site first, with which the update can be undone."""
    row = Installation.objects.select_related("site__domain__customer").filter(pk=installation).first()
    if row is None:
        raise errors.UpdateLater
    for step in run.remaining(("backup", "update")):
        if step == "backup":
            check_counted_space(run, row.site)
            made = back_up(run, row.site)
            Installation.objects.filter(pk=row.pk).update(before=made)
        else:
            _update(run, row)


def _update(run: Run, row: Installation) -> None:
    """Raises NotUpdated, UpdateLater."""

    def work() -> tuple[str, str]:
        return Sites(settings.FUMIBAKO).update_wordpress(row.site.domain.name, row.folder)

    try:
        version, refused = run.waited_for(work, lambda: _("Replacing the files and updating the database"))
    except (AgentDown, AgentRefused) as error:
        raise errors.UpdateLater from error
    if refused:
        raise errors.NotUpdated(message=refused)
    with run.step():
        Installation.objects.filter(pk=row.pk).update(version=version)
