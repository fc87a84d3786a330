"""Backing a site up, and restoring it (D4)."""

import logging
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.chapters.hosting.backup import rules
from fumibako.chapters.hosting.backup.models import Backup, BackupPlan
from fumibako.chapters.hosting.databases.queries import databases_of
from fumibako.chapters.hosting.databases.services import bring_back_database
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.services import unfinished
from fumibako.groundwork.notices.services import send
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.notices.hosting import NightlyBackupFailed
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.backup")


def set_backup_plan(*, actor: Actor, site: Site, is_nightly: bool, kept: int) -> None:
    """Those above the number go when the next one is made. Raises BadKept."""
    rules.check_kept(kept)
    with transaction.atomic():
        BackupPlan.objects.update_or_create(site=site, defaults={"is_nightly": is_nightly, "kept": kept})
        _note(actor, "backup.set", site, is_nightly=is_nightly, kept=kept)


def start_backup(*, actor: Actor, site: Site, owner: str, kind: JobKind) -> Job:
    """The one that waits or is at work already, if this person has started it."""
    with transaction.atomic():
        there = unfinished().filter(kind=kind.name, owner=owner, arguments={"site": site.pk}).exclude(owner="").first()
        if there:
            return there
        number, place = site.domain.customer.number, site.domain.name
        job = kind.enqueue(actor=actor, owner=owner, customer_number=number, place=place, site=site.pk)
        _note(actor, "backup.make", site)
    return job


def start_restore(*, actor: Actor, backup: Backup, what: str, owner: str, kind: JobKind) -> Job:
    """what: the key of one of its parts, or of a file or folder in it. Databases that were deleted meanwhile are added,
    with their former passwords. Raises NotInBackup, TooManyDatabases."""
    part, site = rules.check_part(backup, what), backup.site
    there = set(databases_of(site.domain).values_list("name", flat=True))
    with transaction.atomic():
        for name in rules.missing(part, backup.databases, there):
            bring_back_database(actor=actor, site=site, name=name)
        job = kind.enqueue(
            actor=actor,
            owner=owner,
            customer_number=site.domain.customer.number,
            place=site.domain.name,
            backup=backup.pk,
            what=part.key,
        )
        _note(actor, "backup.restore", site, made_at=backup.made_at.isoformat(), what=part.key)
    return job


def start_bring(
    *, actor: Actor, site: Site, file_name: str, path: str, content: Iterable[bytes], owner: str, kind: JobKind
) -> Job:
    """A file that was downloaded earlier, uploaded now or put on the site, becomes one of the backups. Raises
    NoBackupGiven, BadPath."""
    file_name, path = rules.check_brought(file_name, path)
    stored = "" if path else files.keep(content)
    number, place = site.domain.customer.number, site.domain.name
    with transaction.atomic():
        source = (path or file_name)[-200:]
        more = {"site": site.pk, "stored": stored, "path": path, "source": source}
        job = kind.enqueue(actor=actor, owner=owner, customer_number=number, place=place, **more)
        _note(actor, "backup.bring", site, source=source)
    return job


def note_night(*, site: Site, succeeded: bool) -> None:
    """What became of a nightly backup: the administrator is told by mail of the first night of a row without one."""
    plan = BackupPlan.objects.filter(site=site).first()
    if plan is None:
        return
    with transaction.atomic():
        if not succeeded and plan.failed_at is None:
            link = f"{settings.FUMIBAKO.site_url}/admin/web/backup/"
            notice = NightlyBackupFailed(domain=site.domain.name, link=link)
            send(notice, to=f"administrator@{site.domain.name}", domain=site.domain)
        BackupPlan.objects.filter(pk=plan.pk).update(failed_at=None if succeeded else timezone.now())


def delete_backup(*, actor: Actor, backup: Backup) -> None:
    with transaction.atomic():
        _note(actor, "backup.delete", backup.site, made_at=backup.made_at.isoformat())
        domain, file = backup.site.domain.name, backup.file
        backup.delete()
        transaction.on_commit(lambda: remove_files(domain, [file]))


def remove_files(domain: str, names: Sequence[str]) -> None:
    """What cannot be removed now goes with the site."""
    for name in names:
        try:
            Sites(settings.FUMIBAKO).remove_backup(domain, name)
        except (AgentDown, AgentRefused) as error:
            log.warning("%s/%s stays: %s", domain, name, error)


def _note(actor: Actor, action: str, site: Site, **details: object) -> None:
    record(actor, action, site.domain.name, customer_number=site.domain.customer.number, **details)
