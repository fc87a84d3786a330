"""What became of a change."""

import time
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from fumibako.groundwork.publish.models import MAX_DELAY, Publication
from fumibako.machine.state import Aspect


def publication_of(aspect: Aspect, key: str) -> Publication | None:
    return Publication.objects.filter(aspect=aspect.value, key=key).first()


def pending() -> QuerySet[Publication]:
    """What is wanted and not yet applied, in the order in which it is tried."""
    return Publication.objects.filter(outcome=Publication.Outcome.PENDING).order_by("due_at", "pk")


def refused() -> QuerySet[Publication]:
    """What a daemon did not accept, latest first."""
    return Publication.objects.filter(outcome=Publication.Outcome.REFUSED).order_by("-settled_at", "-pk")


def due(number: int) -> list[Publication]:
    """The next pending changes, oldest first. Half of them are the newest: one change does not wait behind thousands
    that were requested at once, and those go on. A postponed change is not due before its time."""
    now = timezone.now()
    # Nothing is postponed further than MAX_DELAY: beyond that, the clock was set back.
    ready = pending().exclude(due_at__gt=now, due_at__lte=now + MAX_DELAY)
    oldest = list(ready[:number])
    if len(oldest) < number:
        return oldest
    return [*oldest[: number - number // 2], *reversed(ready.reverse()[: number // 2])]


def is_settled(aspect: Aspect, key: str) -> bool:
    """Whether the scope is live as it was requested: not pending, not refused."""
    return (
        not Publication.objects.filter(aspect=aspect.value, key=key).exclude(outcome=Publication.Outcome.LIVE).exists()
    )


def outcomes(aspects: Iterable[Aspect], keys: Iterable[str]) -> dict[str, Publication]:
    """The latest publication of each key that has one, by key."""
    rows = Publication.objects.filter(aspect__in=[aspect.value for aspect in aspects], key__in=list(keys))
    return {row.key: row for row in rows.order_by("requested_at")}


def wait_until_settled(aspect: Aspect, key: str) -> str:
    """The outcome of one scope's change; see settled."""
    return settled(Publication.objects.filter(aspect=aspect.value, key=key))


def settled(publications: QuerySet[Publication], seconds: float = 5.0) -> str:
    """Return "live" or, if one was refused, "refused", as soon as none is pending; "pending" if that takes longer.

    For programs, which go on at once. Not inside a transaction: the worker must see the rows.
    """
    deadline = time.monotonic() + seconds
    while True:
        outcomes_now = {*publications.order_by().values_list("outcome", flat=True).distinct()}
        if Publication.Outcome.PENDING not in outcomes_now:
            is_refused = Publication.Outcome.REFUSED in outcomes_now
            return str(Publication.Outcome.REFUSED if is_refused else Publication.Outcome.LIVE)
        if time.monotonic() > deadline:
            return str(Publication.Outcome.PENDING)
        time.sleep(0.02)
