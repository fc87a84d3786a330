"""What the operator sees of orders."""

from django.db.models import QuerySet

from fumibako.chapters.contract.options.models import Order, State
from fumibako.chapters.contract.options.queries import orders


def listed(state: str) -> QuerySet[Order]:
    """state: one of State, or "" for all."""
    return orders().filter(state=state) if state in State.values else orders()


def waiting() -> int:
    return orders().filter(state=State.REQUESTED).count()
