"""Backing a site up, and restoring it (D4)."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from fumibako.chapters.hosting.backup import rules
from fumibako.chapters.hosting.backup.models import Backup, BackupPlan
from fumibako.chapters.hosting.databases.queries import databases_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.services import unfinished
from fumibako.machine.daemons.sites.control import Sites
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
    """what: the key of one of its parts. Raises NotInBackup, DatabaseMissing."""
    part = rules.check_part(backup, what)
    there = databases_of(backup.site.domain).values_list("name", flat=True)
    rules.check_databases_there(part, there)
    with transaction.atomic():
        job = kind.enqueue(
            actor=actor,
            owner=owner,
            customer_number=backup.site.domain.customer.number,
            place=backup.site.domain.name,
            backup=backup.pk,
            what=part.key,
        )
        _note(actor, "backup.restore", backup.site, made_at=backup.made_at.isoformat(), what=part.key)
    return job


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
