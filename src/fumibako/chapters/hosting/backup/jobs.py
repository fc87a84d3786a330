"""Making backups and restoring them. The agent packs and unpacks; the page says how far it is."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumibako.chapters.hosting.backup import errors
from fumibako.chapters.hosting.backup.models import Backup, BackupPlan
from fumibako.chapters.hosting.backup.queries import backups_of, plan_of
from fumibako.chapters.hosting.backup.rules import Part, check_part
from fumibako.chapters.hosting.backup.services import note_night, remove_files
from fumibako.chapters.hosting.databases.queries import databases_of
from fumibako.chapters.hosting.files.counting import counted_space
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import SYSTEM, Actor
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import Bench, job
from fumibako.groundwork.jobs.running import GaveWay, LeaseLost, Run
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.ui.templatetags.ui import size
from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.control import FOLDERS, Adopted, Made, Sites, Weight
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

log = logging.getLogger("fumibako.backup")
MAKE, RESTORE, BRING = "backup.make", "backup.restore", "backup.bring"
LOOKS, LOOK_SECONDS = 240, 0.25


@job(MAKE, label=gettext_lazy("Backup"), page="adminmenu:backup", is_interactive=True, bench=Bench.COPIES)
def make_backup(run: Run, *, site: int) -> None:
    _make(run, site, is_nightly=False)


@job("backup.at_night", bench=Bench.COPIES)
def back_up_at_night(run: Run, *, site: int) -> None:
    row = Site.objects.select_related("domain__customer").filter(pk=site).first()
    try:
        _make(run, site, is_nightly=True)
    except errors.BackupFailed:
        if row:
            note_night(site=row, succeeded=False)
        raise
    if row:
        note_night(site=row, succeeded=True)


@job("backup.nightly")
def back_up_nightly(run: Run) -> None:
    """A job for each site that wants it: one that cannot be packed now holds up nobody."""
    wanted = BackupPlan.objects.filter(is_nightly=True, site__domain__customer__is_suspended=False)
    with run.step():
        for plan in wanted.select_related("site__domain__customer").order_by("pk"):
            domain = plan.site.domain
            back_up_at_night.enqueue(
                actor=SYSTEM, customer_number=domain.customer.number, place=domain.name, site=plan.site_id
            )


@job(RESTORE, label=gettext_lazy("Restoring"), page="adminmenu:backup", is_interactive=True, bench=Bench.COPIES)
def restore_backup(run: Run, *, backup: int, what: str) -> None:
    row = Backup.objects.select_related("site__domain").filter(pk=backup).first()
    if row is None:
        raise errors.NoSuchBackup
    chosen = check_part(row, what)
    steps = _steps(row, chosen)
    if not run.job.done:
        _check_space(run, row, steps)
    if not chosen.folder:
        _wait_for_databases(run, row.site)
    for part in run.remaining(steps):
        _restore(run, row, part)
        with run.step():
            run.note(run.job.done + 1, _("Restored"))


def _steps(row: Backup, part: Part) -> list[Part]:
    """Everything is each folder and each database, one after the other."""
    if part.folder or part.database:
        return [part]
    folders = [Part(folder=each) for each in FOLDERS if each in row.folders]
    return [*folders, *(Part(database=each) for each in row.databases)]


def _check_space(run: Run, row: Backup, parts: list[Part]) -> None:
    """Before anything is overwritten, for all of it together. Raises SizeUnknown, RestoreRefused, RestoreLacksSpace,
    RestoreNotNow."""
    space, domain = counted_space(run, row.site), row.site.domain.name
    folders, databases = [part.folder for part in parts if part.folder], [part.database for part in parts]

    def work() -> tuple[Weight, str]:
        return Sites(settings.FUMIBAKO).weigh_backup(domain, row.file, folders, [each for each in databases if each])

    try:
        weight, refused = run.waited_for(work, lambda: _("Reading the backup file"))
    except (AgentDown, AgentRefused) as error:
        raise errors.RestoreNotNow from error
    if refused:
        raise errors.RestoreRefused(what=", ".join(part.database or part.folder for part in parts), message=refused)
    if (needed := weight.holds - weight.replaces) > space:
        raise errors.RestoreLacksSpace(
            holds=size(weight.holds), replaces=size(weight.replaces), needed=size(needed), left=size(space)
        )


def _wait_for_databases(run: Run, site: Site) -> None:
    """Those that were deleted meanwhile are being added. Raises RestoreFailed."""
    for _look in range(LOOKS):
        if is_settled(Aspect.DATABASES, site.domain.name):
            return
        run.breathe(_("Preparing the databases"))
        time.sleep(LOOK_SECONDS)
    raise errors.RestoreFailed


def forget_brought(*, actor: Actor, stored: str, **_arguments: object) -> None:
    """Of a job that never began."""
    _forget(stored)


@job(
    BRING,
    label=gettext_lazy("Taking a backup file over"),
    page="adminmenu:backup",
    is_interactive=True,
    bench=Bench.COPIES,
    undo=forget_brought,
)
def bring_backup(run: Run, *, site: int, stored: str, path: str, source: str) -> None:
    row = Site.objects.select_related("domain__customer").filter(pk=site).first()
    try:
        if row is None:
            raise errors.NoSuchBackup
        for each in run.remaining((row,)):
            _bring(run, each, stored, path, source)
    except (GaveWay, LeaseLost):
        raise  # it begins anew, with this file
    except BaseException:
        _forget(stored)
        raise
    _forget(stored)


def _forget(stored: str) -> None:
    if stored:
        files.forget(stored)


def _bring(run: Run, site: Site, stored: str, path: str, source: str) -> None:
    """Raises NotABackup, BackupFailed."""
    name, domain = secrets.token_hex(16), site.domain

    def work() -> tuple[Adopted, str]:
        return Sites(settings.FUMIBAKO).adopt_backup(domain.name, name, file=stored, path=path)

    try:
        kept, refused = run.waited_for(work, lambda: _("Reading the backup file"))
        if refused:
            raise errors.NotABackup(message=refused)
        made = Made(kept.bytes, kept.folders, ())
        _keep(run, site, name, list(kept.databases), made, is_nightly=False, source=source)
    except BaseException as error:
        remove_files(domain.name, [name])  # nobody else knows of it
        if not isinstance(error, AgentDown | AgentRefused):
            raise
        raise errors.BackupFailed from error


def _make(run: Run, number: int, *, is_nightly: bool) -> None:
    """Raises NoSuchBackup, BackupFailed."""
    site = Site.objects.select_related("domain__customer").filter(pk=number).first()
    if site is None:
        raise errors.NoSuchBackup
    for each in run.remaining((site,)):
        back_up(run, each, is_nightly=is_nightly)


def back_up(run: Run, site: Site, *, is_nightly: bool = False) -> Backup:
    """A step of a job. Raises BackupFailed."""
    name, domain = secrets.token_hex(16), site.domain
    names = list(databases_of(domain).values_list("name", flat=True))
    started = time.monotonic()

    def work() -> Made:
        return Sites(settings.FUMIBAKO).make_backup(domain.name, name, names)

    try:
        made = run.waited_for(work, _told(domain.name, name, started))
        return _keep(run, site, name, names, made, is_nightly=is_nightly)
    except BaseException as error:
        remove_files(domain.name, [name])  # nobody else knows of it
        if not isinstance(error, AgentDown | AgentRefused):
            raise
        log.warning("%s: %s", domain, error)
        raise errors.BackupFailed from error


def _keep(
    run: Run, site: Site, name: str, names: list[str], made: Made, *, is_nightly: bool, source: str = ""
) -> Backup:
    """A row for the file, in place of the oldest ones."""
    domain = site.domain
    with run.step():
        row = Backup.objects.create(
            site=site,
            file=name,
            made_at=timezone.now(),
            bytes=made.bytes,
            is_nightly=is_nightly,
            databases=names,
            folders=list(made.folders),
            left_out=list(made.left_out),
            source=source,
        )
        old = list(backups_of(domain)[plan_of(site).kept :])
        Backup.objects.filter(pk__in=[each.pk for each in old]).delete()
        transaction.on_commit(lambda: remove_files(domain.name, [each.file for each in old]))
    return row


def _told(domain: str, name: str, started: float) -> Callable[[], str]:
    """How large it is so far."""
    config: Config = settings.FUMIBAKO
    part = config.site_backups(domain) / f"{name}.part.gz"

    def words() -> str:
        seconds = int(time.monotonic() - started)
        try:
            return _("Packing: %(size)s, %(seconds)s s") % {"size": size(part.stat().st_size), "seconds": seconds}
        except OSError:
            return _("Exporting the databases: %(seconds)s s") % {"seconds": seconds}

    return words


def _restore(run: Run, row: Backup, part: Part) -> None:
    """Raises RestoreRefused, RestoreFailed."""
    started, what, domain = time.monotonic(), part.database or part.folder, row.site.domain.name

    def work() -> str:
        return Sites(settings.FUMIBAKO).restore_backup(domain, row.file, folder=part.folder, database=part.database)

    try:
        refused = run.waited_for(work, lambda: f"{what}: {int(time.monotonic() - started)} s")
    except (AgentDown, AgentRefused) as error:
        raise errors.RestoreFailed from error
    if refused:
        raise errors.RestoreRefused(what=what, message=refused)
