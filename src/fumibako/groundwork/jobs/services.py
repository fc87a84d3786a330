"""The life of a job's row: enqueued, taken, released or ended, cancelled, forgotten."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import files, leases
from fumibako.groundwork.jobs.models import Job
from fumibako.machine.system import waking

log = logging.getLogger("fumibako.jobs")
KEPT = timedelta(days=7)
UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING)
_NO_LEASE: Mapping[str, Any] = {"lease_holder": "", "lease_until": None}


def enqueue(
    *,
    kind: str,
    arguments: Mapping[str, Any],
    is_interactive: bool,
    actor: Actor,
    owner: str,
    customer_number: str,
    place: str,
) -> Job:
    now = timezone.now()
    job = Job.objects.create(
        kind=kind,
        arguments=dict(arguments),
        is_interactive=is_interactive,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_remote=actor.remote,
        actor_key=actor.key,
        actor_role=actor.role,
        owner=owner,
        customer_number=customer_number,
        place=place,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        queued_at=now,
        due_at=now,
        created_at=now,
    )
    transaction.on_commit(wake)
    return job


def wake() -> None:
    """Tell the background process to look for work."""
    waking.wake(settings.FUMIBAKO.background_socket)


def cancel(*, actor: Actor, job: Job, undo: Callable[..., None] | None = None) -> None:
    """A job that waits is cancelled at once, one that runs before its next step. One that has ended stays as it is.
    undo: takes back, with the actor and the job's arguments, what was made for one that never began."""
    with transaction.atomic():
        row = unfinished().filter(pk=job.pk)
        if not row.update(is_cancel_wanted=True):
            return
        waits = row.filter(state=Job.State.QUEUED, started_at=None)
        if waits.update(state=Job.State.CANCELLED, ended_at=timezone.now()) and undo:
            undo(actor=actor, **job.arguments)
        record(actor, "job.cancel", job.kind, customer_number=job.customer_number, job=str(job.pk))
    transaction.on_commit(wake)


def unfinished() -> QuerySet[Job]:
    """In the order in which they are taken."""
    return Job.objects.filter(state__in=UNFINISHED).order_by("-is_interactive", "queued_at", "pk")


@dataclass(frozen=True)
class Wanted:
    """takes: which kinds of jobs, by their names. most_for_each: of a customer's so many at a time; 0: any number."""

    takes: Callable[[str], bool] = lambda kind: True
    most_for_each: int = 0


def ready(now: datetime, wanted: Wanted, *, without: Job | None = None) -> list[Job]:
    """Jobs of the kinds that are wanted which could run now, in that order: nobody has them, and no other one has begun
    at their place. A job that gave way keeps its place until it has ended. without: one at work
    that would give way."""
    jobs = list(unfinished())
    begun = {job.place: job.pk for job in jobs if job.place and job.started_at}
    kinds = [job for job in jobs if wanted.takes(job.kind)]
    at_work = Counter(
        job.customer_number for job in kinds if job != without and job.lease_until and job.lease_until > now
    )
    served = {number for number, jobs_at_work in at_work.items() if number and jobs_at_work >= wanted.most_for_each > 0}
    return [
        job
        for job in kinds
        if job.customer_number not in served
        and begun.get(job.place, job.pk) == job.pk
        and leases.is_free(due_at=job.due_at, lease_until=job.lease_until, now=now)
    ]


def take(holder: str, wanted: Wanted = Wanted()) -> Job | None:
    """Give the lease of the next job of the kinds that it takes to this holder; None where there is none to run."""
    now = timezone.now()
    for job in ready(now, wanted):
        with suppress(IntegrityError), transaction.atomic():  # one at the same place was taken since we looked
            if _take(job, holder, now):
                return Job.objects.get(pk=job.pk)
    return None


def _take(job: Job, holder: str, now: datetime) -> bool:
    """Whether the job is this holder's now: of several processes that saw it free, the first to write."""
    seen = Job.objects.filter(pk=job.pk, state=job.state, lease_holder=job.lease_holder, lease_until=job.lease_until)
    if job.attempts >= leases.MAX_ATTEMPTS:
        log.error("%s given up after %d starts", job, job.attempts)
        with translation.override(job.language):
            words = _("It stopped again and again at the same place. What was done before stays done.")
        seen.update(state=Job.State.FAILED, message=words, ended_at=now, **_NO_LEASE)
        return False
    return bool(
        seen.update(
            state=Job.State.RUNNING,
            lease_holder=holder,
            lease_until=now + leases.LEASE,
            attempts=job.attempts + 1,
            started_at=job.started_at or now,
        )
    )


def held(job: Job, holder: str) -> QuerySet[Job]:
    """The job's row as long as this holder has its lease."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_holder=holder)


def release(job: Job, holder: str) -> None:
    """Give way: the job goes on later, behind those that wait."""
    held(job, holder).update(state=Job.State.QUEUED, queued_at=timezone.now(), attempts=0, **_NO_LEASE)


def postpone(job: Job, holder: str, reason: str) -> None:
    """After a fault that may pass; the job is tried again."""
    due_at = timezone.now() + leases.delay_after(job.attempts)
    held(job, holder).update(state=Job.State.QUEUED, due_at=due_at, message=reason, **_NO_LEASE)


def end(job: Job, holder: str, state: Job.State, message: str = "") -> None:
    """A job of nobody's that did its work leaves no row."""
    if state is Job.State.DONE and not job.owner:
        held(job, holder).delete()
    else:
        held(job, holder).update(state=state, message=message, ended_at=timezone.now(), **_NO_LEASE)


def forget_old() -> int:
    """Delete jobs that ended long ago with their results, and files that nobody came back for. Returns how many jobs
    there were."""
    before = timezone.now() - KEPT
    old = Job.objects.filter(ended_at__lt=before)
    number = old.count()
    old.delete()
    for name in files.older_than(before.timestamp()):
        files.remove(name)
    return number
