"""Jobs on a WordPress that is there: its plugins and themes, its staging copy, its end."""

import json
from dataclasses import asdict

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumibako.chapters.hosting.backup.jobs import back_up
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.databases.services import drop_database
from fumibako.chapters.hosting.files.counting import counted_space
from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.chapters.hosting.subdomains.services import delete_subdomain
from fumibako.chapters.hosting.wordpress import errors
from fumibako.chapters.hosting.wordpress.jobs import check_counted_space, forget_install, unless_cancelled, wait_for
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.chapters.hosting.wordpress.queries import host_address, others_folders
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import Bench, job
from fumibako.groundwork.jobs.running import GaveWay, LeaseLost, Run
from fumibako.machine.daemons.sites.control import Installed, Looked, Sites, Staging
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

PARTS, LOOK, STAGE = "wordpress.update_parts", "wordpress.look", "wordpress.stage"
PUBLISH, REMOVE = "wordpress.publish", "wordpress.remove"
PAGE = "adminmenu:wordpress"


@job(LOOK, label=gettext_lazy("Looking for newer plugins and themes"), page=PAGE, is_interactive=True)
def look_for_updates(run: Run, *, installation: int) -> None:
    for row in run.remaining((_found(installation),)):
        _look(run, row, [])


@job(PARTS, label=gettext_lazy("Updating plugins and themes"), page=PAGE, is_interactive=True, bench=Bench.COPIES)
def update_parts(run: Run, *, installation: int, parts: list[list[str]]) -> None:
    """A backup of the site first, with which the update can be undone."""
    row = _found(installation)
    for step in run.remaining(("backup", "update")):
        if step == "backup":
            check_counted_space(run, row.site)
            _back_up(run, row)
        else:
            found = _look(run, row, [(kind, key) for kind, key in parts])
            if found.not_updated:
                raise errors.PartsNotUpdated(names=", ".join(found.not_updated))


def forget_stage(
    *, actor: Actor, installation: int, label: str, database: int, stored: str, **_arguments: object
) -> None:
    """What was made for a copy that there will not be: its passwords, its database, its subdomain."""
    forget_install(actor=actor, database=database, stored=stored)
    row = Installation.objects.filter(pk=installation).first()
    if row and label and (subdomain := Subdomain.objects.filter(site=row.site, label=label).first()):
        delete_subdomain(actor=actor, subdomain=subdomain)


@job(
    STAGE,
    label=gettext_lazy("Making a staging copy of WordPress"),
    page=PAGE,
    is_interactive=True,
    bench=Bench.COPIES,
    undo=forget_stage,
)
def stage_wordpress(run: Run, *, installation: int, folder: str, label: str, database: int, stored: str) -> None:
    """stored: the password of the new database."""
    try:
        row = _found(installation)
        its_database = Database.objects.filter(pk=database, dropped_at=None).first()
        content = files.read(stored)
        if its_database is None or content is None:
            raise errors.Later
        copy = Installation(
            site=row.site, folder=folder, label=label, database=its_database.name, version=row.version, copy_of=row
        )
        for each in run.remaining((copy,)):
            _stage(run, row, each, json.loads(content)["password"])
    except (GaveWay, LeaseLost):
        raise  # it begins anew, with this password
    except BaseException:
        forget_stage(actor=run.actor, installation=installation, label=label, database=database, stored=stored)
        raise
    files.remove(stored)


def _stage(run: Run, row: Installation, copy: Installation, password: str) -> None:
    """Raises NotStaged, Later."""
    for aspect in (Aspect.DATABASES, Aspect.SITE):
        wait_for(run, row.site, aspect)
    url = host_address(row.site, copy.label).rstrip("/") if copy.label else ""
    left_out = [each for each in others_folders(row) if each != copy.folder]
    staging, space = Staging(url=url, password=password), counted_space(run, row.site)

    def work() -> str:
        sites = Sites(settings.FUMIBAKO)
        return sites.stage_wordpress(row.site.domain.name, _place(row), _place(copy), staging, left_out, space)

    try:
        refused = run.waited_for(work, lambda: _("Copying the files and the database"))
    except (AgentDown, AgentRefused) as error:
        raise errors.Later from error
    if refused:
        raise errors.NotStaged(message=refused)
    with unless_cancelled(row.site, copy.folder), run.step():
        copy.save()


@job(PUBLISH, label=gettext_lazy("Making the staging copy live"), page=PAGE, is_interactive=True, bench=Bench.COPIES)
def publish_wordpress(run: Run, *, installation: int) -> None:
    """A backup of the site first, with which it can be undone."""
    copy = _found(installation)
    live = copy.copy_of
    if live is None:
        raise errors.NotACopy
    for step in run.remaining(("backup", "publish")):
        if step == "backup":
            _back_up(run, live)
        else:
            _publish(run, copy, live)


def _publish(run: Run, copy: Installation, live: Installation) -> None:
    """Raises NotPublished, Later."""
    space = counted_space(run, live.site)

    def work() -> str:
        sites, domain = Sites(settings.FUMIBAKO), live.site.domain.name
        return sites.publish_wordpress(domain, _place(copy), _place(live), others_folders(copy), space)

    try:
        refused = run.waited_for(work, lambda: _("Replacing the files and the database"))
    except (AgentDown, AgentRefused) as error:
        raise errors.Later from error
    if refused:
        raise errors.NotPublished(message=refused)
    with run.step():
        Installation.objects.filter(pk=live.pk).update(version=copy.version, parts=[], looked_at=None)


@job(REMOVE, label=gettext_lazy("Removing WordPress"), page=PAGE, is_interactive=True, bench=Bench.COPIES)
def remove_wordpress(run: Run, *, installation: int) -> None:
    """A backup of the site first, from which it can be brought back."""
    row = _found(installation)
    for step in run.remaining(("backup", "remove")):
        if step == "backup":
            back_up(run, row.site)
        else:
            _remove(run, row)


def _remove(run: Run, row: Installation) -> None:
    """Raises Later."""
    try:
        run.waited_for(
            lambda: Sites(settings.FUMIBAKO).remove_wordpress(row.site.domain.name, row.folder),
            lambda: _("Deleting the files"),
        )
    except (AgentDown, AgentRefused) as error:
        raise errors.Later from error
    with run.step():
        others = Installation.objects.filter(database=row.database).exclude(pk=row.pk)
        database = Database.objects.filter(site=row.site, name=row.database, dropped_at=None).first()
        if database and not others.exists():
            drop_database(actor=run.actor, database=database)
        if row.label and (subdomain := row.site.subdomains.filter(label=row.label).first()):
            delete_subdomain(actor=run.actor, subdomain=subdomain)
        row.delete()


def _look(run: Run, row: Installation, update: list[tuple[str, str]]) -> Looked:
    """Raises Unreadable, Later."""

    def work() -> tuple[Looked, str]:
        return Sites(settings.FUMIBAKO).wordpress_parts(row.site.domain.name, row.folder, update)

    try:
        found, refused = run.waited_for(work, lambda: _("WordPress is at work"))
    except (AgentDown, AgentRefused) as error:
        raise errors.Later from error
    if refused:
        raise errors.Unreadable(message=refused)
    parts = [asdict(each) for each in found.extensions]
    with run.step():
        Installation.objects.filter(pk=row.pk).update(
            parts=parts, looked_at=timezone.now(), knows_newest=found.is_known
        )
    return found


def _back_up(run: Run, row: Installation) -> None:
    Installation.objects.filter(pk=row.pk).update(before=back_up(run, row.site))


def _found(pk: int) -> Installation:
    """Raises Later."""
    row = Installation.objects.select_related("site__domain__customer", "copy_of__site__domain").filter(pk=pk).first()
    if row is None:
        raise errors.Later
    return row


def _place(row: Installation) -> Installed:
    return Installed(row.folder, row.database)
