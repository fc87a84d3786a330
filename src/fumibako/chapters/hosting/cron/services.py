"""Adding, changing and running cron jobs (D16)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.hosting.cron import errors, rules, schedule
from fumibako.chapters.hosting.cron.models import CronJob
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import SYSTEM, Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.services import unfinished


def add_cron_job(*, actor: Actor, site: Site, kind: CronJob.Kind, target: str, schedule: str) -> CronJob:
    """Raises BadScript, BadPath, NotFiveFields, BadField, TooOften, Never, TooManyCronJobs."""
    now = timezone.localtime()
    target, written = rules.check_target(kind, target), rules.check_schedule(schedule, now)
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        rules.check_number(site.cron_jobs.count() + 1)
        made = CronJob.objects.create(
            site=site, kind=kind, target=target, schedule=written, next_at=_next(written, now)
        )
        _note(actor, "cron.add", made)
    return made


def change_cron_job(
    *, actor: Actor, cron_job: CronJob, kind: CronJob.Kind, target: str, schedule: str, is_on: bool
) -> None:
    """Raises BadScript, BadPath, NotFiveFields, BadField, TooOften, Never."""
    now = timezone.localtime()
    cron_job.kind, cron_job.target = kind, rules.check_target(kind, target)
    cron_job.schedule = rules.check_schedule(schedule, now)
    cron_job.next_at = _next(cron_job.schedule, now) if is_on else None
    with transaction.atomic():
        cron_job.save(update_fields=("kind", "target", "schedule", "next_at"))
        _note(actor, "cron.change", cron_job, is_on=is_on)


def delete_cron_job(*, actor: Actor, cron_job: CronJob) -> None:
    with transaction.atomic():
        _note(actor, "cron.delete", cron_job)
        cron_job.delete()


def start_now(*, actor: Actor, cron_job: CronJob, owner: str, kind: JobKind) -> Job:
    """Besides its schedule; the run that waits or is at work already, where there is one. Raises Suspended."""
    customer = cron_job.site.domain.customer
    if customer.is_suspended:
        raise errors.Suspended
    with transaction.atomic():
        same = {"kind": kind.name, "owner": owner, "arguments__cron_jobs": [cron_job.pk]}
        if there := unfinished().filter(**same).exclude(owner="").first():
            return there
        job = kind.enqueue(actor=actor, owner=owner, customer_number=customer.number, cron_jobs=[cron_job.pk])
        _note(actor, "cron.run", cron_job)
    return job


def start_due(kind: JobKind) -> int:
    """One job for each site, so that a site's runs come one after the other; where the last one is still at work, its
    times wait. What a suspended customer has waits until it is resumed. Returns how many were started."""
    now = timezone.localtime()
    due = CronJob.objects.filter(next_at__lte=now, site__domain__customer__is_suspended=False)
    at_work = set(unfinished().filter(kind=kind.name, owner="").values_list("arguments__site", flat=True))
    of_sites: dict[int, list[CronJob]] = {}
    for each in due.select_related("site__domain__customer").order_by("next_at", "pk"):
        if each.site_id not in at_work:
            of_sites.setdefault(each.site_id, []).append(each)
    for site, cron_jobs in of_sites.items():
        _start(kind, site, cron_jobs, now)
    return len(of_sites)


def note_run(*, cron_job: CronJob, outcome: CronJob.Outcome, code: int | None, seconds: float, output: str) -> None:
    ran_at = timezone.now()
    CronJob.objects.filter(pk=cron_job.pk).update(
        outcome=outcome,
        code=code,
        seconds=seconds,
        output=output.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        ran_at=ran_at,
    )


def _start(kind: JobKind, site: int, cron_jobs: list[CronJob], now: datetime) -> None:
    with transaction.atomic():
        for each in cron_jobs:
            CronJob.objects.filter(pk=each.pk, next_at=each.next_at).update(next_at=_next(each.schedule, now))
        number = cron_jobs[0].site.domain.customer.number
        kind.enqueue(actor=SYSTEM, customer_number=number, site=site, cron_jobs=[each.pk for each in cron_jobs])


def _next(written: str, now: datetime) -> datetime | None:
    return schedule.next_after(schedule.parse(written), now)


def _note(actor: Actor, action: str, cron_job: CronJob, **details: object) -> None:
    domain = cron_job.site.domain
    details = {"target": cron_job.target, "schedule": cron_job.schedule, **details}
    record(actor, action, domain.name, customer_number=domain.customer.number, **details)
