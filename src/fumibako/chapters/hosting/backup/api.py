"""Backups of websites for programs. Each function raises what its service raises."""

import contextlib
from datetime import datetime

from fumibako.chapters.hosting.backup import errors, services
from fumibako.chapters.hosting.backup.jobs import MAKE, RESTORE, make_backup, restore_backup
from fumibako.chapters.hosting.backup.models import Backup
from fumibako.chapters.hosting.backup.queries import backups_of, path_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.queries import job_of
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.formats.numbers import number_of


class BackupFacts(Facts):
    """file: where it lies on the server."""

    backup: int
    made_at: datetime
    bytes: int
    is_nightly: bool
    databases: list[str]
    file: str


class Chosen(Given):
    """what: all, folder:PATH for a file or folder, database:NAME."""

    what: Text = "all"


class BackupJobFacts(Facts):
    """state: queued, running, done, failed or cancelled."""

    job: str
    state: str
    message: str


class DeletedBackup(Facts):
    backup: int


def listed(request: ProgramRequest, domain: Text) -> list[BackupFacts]:
    """The backups of a domain's website, the newest first."""
    return [_facts(each) for each in backups_of(_site(request, domain).domain)]


def make(request: ProgramRequest, domain: Text) -> BackupJobFacts:
    """Begin to make one."""
    site, caller = _site(request, domain), request.caller
    return _job_facts(services.start_backup(actor=caller.actor, site=site, owner=caller.owner, kind=make_backup))


def restore(request: ProgramRequest, domain: Text, backup: Text, given: Chosen) -> BackupJobFacts:
    """Begin to put back what is in it; what is there instead goes."""
    row, caller = _backup(request, domain, backup), request.caller
    job = services.start_restore(
        actor=caller.actor, backup=row, what=given.what, owner=caller.owner, kind=restore_backup
    )
    return _job_facts(job)


def delete(request: ProgramRequest, domain: Text, backup: Text) -> DeletedBackup:
    """Delete one with its file."""
    row = _backup(request, domain, backup)
    number = row.pk
    services.delete_backup(actor=request.caller.actor, backup=row)
    return DeletedBackup(backup=number)


def state(request: ProgramRequest, domain: Text, job: Text) -> BackupJobFacts:
    """How far a backup or a restore is."""
    _site(request, domain)
    row = job_of((request.caller.owner,), job)
    if row is None or row.kind not in (MAKE, RESTORE):
        raise errors.NoSuchBackup
    return _job_facts(row)


def _facts(row: Backup) -> BackupFacts:
    return BackupFacts(
        backup=row.pk,
        made_at=row.made_at,
        bytes=row.bytes,
        is_nightly=row.is_nightly,
        databases=row.databases,
        file=str(path_of(row)),
    )


def _job_facts(job: Job) -> BackupJobFacts:
    return BackupJobFacts(job=str(job.pk), state=job.state, message=job.message)


def _site(request: ProgramRequest, name: str) -> Site:
    """Raises NoWebsite."""
    with contextlib.suppress(BadAddress):
        domains = request.caller.domains.filter(name=parse_domain(name))
        if site := Site.objects.select_related("domain__customer").filter(domain__in=list(domains)).first():
            return site
    raise errors.NoWebsite(domain=name[:80])


def _backup(request: ProgramRequest, domain: str, key: str) -> Backup:
    """Raises NoWebsite, NoSuchBackup."""
    row = backups_of(_site(request, domain).domain).filter(pk=number_of(key)).first()
    if row is None:
        raise errors.NoSuchBackup
    return row
