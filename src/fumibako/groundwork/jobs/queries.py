"""Looking at jobs, always by the keys of whoever looks."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from fumibako.groundwork.jobs.models import Job, Line
from fumibako.groundwork.jobs.services import Wanted, ready

SHOWN_LINES = 100


def job_of(keys: Collection[str], pk: str) -> Job | None:
    """The job of that id, if it belongs to one of these keys (owners.py)."""
    try:
        return Job.objects.filter(pk=uuid.UUID(pk), owner__in=keys).exclude(owner="").first()
    except ValueError:
        return None


def jobs_of(keys: Collection[str], kind: str) -> QuerySet[Job]:
    """The latest first."""
    return Job.objects.filter(kind=kind, owner__in=keys).exclude(owner="").order_by("-created_at")


def outcomes(job: Job) -> list[tuple[str, int]]:
    """How many lines came to which outcome, the most frequent first."""
    counted = job.lines.values_list("outcome").annotate(number=Count("pk")).order_by("-number", "outcome")
    return [(outcome, number) for outcome, number in counted]


def refused_lines(job: Job) -> QuerySet[Line]:
    return job.lines.filter(is_refused=True).order_by("number")


def is_waited_for(job: Job, now: datetime, wanted: Wanted = Wanted()) -> bool:  # noqa: B008 a value
    """Whether another job of the kinds that are wanted here, as urgent as this one, could run."""
    return any(
        other.is_interactive >= job.is_interactive and other.pk != job.pk for other in ready(now, wanted, without=job)
    )


def remaining_time(job: Job, now: datetime) -> timedelta | None:
    """How long it will take at the pace so far; None where nobody can say."""
    if not job.started_at or job.done < 1 or job.total <= job.done:
        return None
    return (now - job.started_at) / job.done * (job.total - job.done)
