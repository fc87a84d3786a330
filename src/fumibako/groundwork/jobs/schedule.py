"""What happens at set times: each entry of the schedule is enqueued as a job, once for each of its times.

The row of an entry and the job are one transaction, so a restart neither loses nor repeats a run. Several times that
passed while nothing ran count as one. A clock that is set back by up to an entry's period repeats nothing; further
back, the last run was that of a wrong clock, and the entry begins anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import ScheduledRun
from fumibako.groundwork.jobs.services import unfinished

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class When(Protocol):
    """slot: the latest time at or before now. period: the time between two."""

    @property
    def period(self) -> timedelta: ...

    def slot(self, now: datetime) -> datetime: ...


@dataclass(frozen=True)
class Every:
    period: timedelta

    def slot(self, now: datetime) -> datetime:
        return now - (now - _EPOCH) % self.period


@dataclass(frozen=True)
class Daily:
    """At a time of the box's time zone."""

    at: time
    period = timedelta(days=1)

    def slot(self, now: datetime) -> datetime:
        local = timezone.localtime(now)
        today = datetime.combine(local.date(), self.at, local.tzinfo)
        latest = today if today <= local else datetime.combine(local.date() - self.period, self.at, local.tzinfo)
        return latest.astimezone(UTC)


@dataclass(frozen=True)
class Entry:
    name: str
    when: When
    kind: JobKind


def is_due(when: When, last: datetime, now: datetime) -> bool:
    """Whether a time has passed since the last one that was run for. Pure."""
    return when.slot(now) > last


def is_astray(when: When, last: datetime, now: datetime) -> bool:
    """Whether the last one lies so far ahead that the clock must have been wrong. Pure."""
    return last > now + when.period


def enqueue_due(entries: Iterable[Entry]) -> int:
    """Enqueue what is due. Returns how many. An entry that is new runs at its next time."""
    return sum(_enqueue_due(entry, timezone.now()) for entry in entries)


def _enqueue_due(entry: Entry, now: datetime) -> bool:
    slot = entry.when.slot(now)
    last = ScheduledRun.objects.filter(name=entry.name).first()
    if last and not is_due(entry.when, last.slot, now) and not is_astray(entry.when, last.slot, now):
        return False
    if _is_unfinished(entry.kind):  # it stays due, and runs once more afterwards
        return False
    with transaction.atomic():
        if last is None:
            ScheduledRun.objects.bulk_create([ScheduledRun(name=entry.name, slot=slot)], ignore_conflicts=True)
            return False
        # Of two processes that saw the same row, the first moves it.
        if not ScheduledRun.objects.filter(name=entry.name, slot=last.slot).update(slot=slot):
            return False
        if is_astray(entry.when, last.slot, now):
            return False
        entry.kind.enqueue(actor=SYSTEM)
    return True


def _is_unfinished(kind: JobKind) -> bool:
    return unfinished().filter(kind=kind.name, owner="").exists()
