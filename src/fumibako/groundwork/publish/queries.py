"""What became of a change."""

from collections.abc import Iterable

from django.db.models import QuerySet

from fumibako.groundwork.publish.models import Publication
from fumibako.machine.state import Aspect


def of(aspect: Aspect, key: str) -> Publication | None:
    return Publication.objects.filter(aspect=aspect.value, key=key).first()


def pending() -> QuerySet[Publication]:
    """What is wanted and not yet applied, oldest first."""
    return Publication.objects.filter(outcome=Publication.Outcome.PENDING).order_by("requested_at", "pk")


def is_settled(aspect: Aspect, key: str) -> bool:
    """Whether nothing of the scope is still to be applied."""
    return not pending().filter(aspect=aspect.value, key=key).exists()


def outcomes(aspects: Iterable[Aspect], keys: Iterable[str]) -> dict[str, Publication]:
    """What became of the latest change of each key that has ever had one, by key."""
    rows = Publication.objects.filter(aspect__in=[aspect.value for aspect in aspects], key__in=list(keys))
    return {row.key: row for row in rows.order_by("requested_at")}
