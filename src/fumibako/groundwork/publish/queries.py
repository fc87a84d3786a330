"""What became of a change."""

import time
from collections.abc import Iterable

from django.db.models import QuerySet

from fumibako.groundwork.publish.models import Publication
from fumibako.machine.state import Aspect


def of(aspect: Aspect, key: str) -> Publication | None:
    return Publication.objects.filter(aspect=aspect.value, key=key).first()


def pending() -> QuerySet[Publication]:
    """What is wanted and not yet applied, oldest first."""
    return Publication.objects.filter(outcome=Publication.Outcome.PENDING).order_by("requested_at", "pk")


def due(number: int) -> list[Publication]:
    """What comes next, oldest first. Half of it is the newest: one change does not wait behind thousands that were
    asked for at once, and those go on."""
    oldest = list(pending()[:number])
    if len(oldest) < number:
        return oldest
    return [*oldest[: number - number // 2], *reversed(pending().reverse()[: number // 2])]


def is_settled(aspect: Aspect, key: str) -> bool:
    """Whether all of the scope is live as it was asked for: nothing is pending, nothing was refused."""
    return (
        not Publication.objects.filter(aspect=aspect.value, key=key).exclude(outcome=Publication.Outcome.LIVE).exists()
    )


def outcomes(aspects: Iterable[Aspect], keys: Iterable[str]) -> dict[str, Publication]:
    """What became of the latest change of each key that has ever had one, by key."""
    rows = Publication.objects.filter(aspect__in=[aspect.value for aspect in aspects], key__in=list(keys))
    return {row.key: row for row in rows.order_by("requested_at")}


def wait_until_settled(aspect: Aspect, key: str) -> str:
    """The outcome of one scope's change; see settled."""
    return settled(Publication.objects.filter(aspect=aspect.value, key=key))


def settled(publications: QuerySet[Publication], seconds: float = 5.0) -> str:
    """Return "live" or, where one was refused, "refused", as soon as none is pending; "pending" where it takes longer.

    For programs, which do the next thing at once. Not within a transaction: the worker has to see the rows.
    """
    deadline = time.monotonic() + seconds
    while True:
        seen = {*publications.order_by().values_list("outcome", flat=True).distinct()}
        if Publication.Outcome.PENDING not in seen:
            is_refused = Publication.Outcome.REFUSED in seen
            return str(Publication.Outcome.REFUSED if is_refused else Publication.Outcome.LIVE)
        if time.monotonic() > deadline:
            return str(Publication.Outcome.PENDING)
        time.sleep(0.02)
