"""Requests for a link by mail. They are noted at once and answered later: whether there is such a login, nobody learns
from how the page answers."""

from collections.abc import Callable
from typing import TypeVar

from django.db import models, transaction

AT_ONCE = 100


class Asked(models.Model):
    """A request that nobody has looked at yet. The models made of it say for what, with a unique field: asked for again
    before it is answered, it stays one request."""

    remote = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField()

    class Meta:
        abstract = True


Request = TypeVar("Request", bound=Asked)


def note(request: Asked) -> None:
    type(request)._default_manager.bulk_create([request], ignore_conflicts=True)


def answer_each(requests: type[Request], answer: Callable[[Request], None]) -> int:
    """Each one once, also where several processes answer. Returns how many there were."""
    answered = 0
    for request in requests._default_manager.order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            if requests._default_manager.filter(pk=request.pk).delete()[0]:
                answer(request)
                answered += 1
    return answered
