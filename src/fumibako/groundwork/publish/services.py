"""Asking for a scope to be made live, as part of the change's own transaction (an outbox), and noting the outcome."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from fumibako.groundwork.publish.models import MAX_DELAY, MIN_DELAY, Publication
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.system import waking

ROWS_PER_STATEMENT = 500
MAX_MESSAGE_LENGTH = 2000
_DUE_NOW = {"outcome": Publication.Outcome.PENDING, "message": ""}


def request(aspect: Aspect, *keys: str) -> None:
    """Note that the scopes changed, and wake the worker when the change is committed. Raises BadScope.

    Missing rows are created first, then one update counts for all: two requests at the same time both count.
    """
    now = timezone.now()
    scopes = [Scope(aspect, key) for key in keys]
    rows = [Publication(aspect=aspect.value, key=scope.key, requested_at=now) for scope in scopes]
    Publication.objects.bulk_create(rows, batch_size=ROWS_PER_STATEMENT, ignore_conflicts=True)
    for start in range(0, len(keys), ROWS_PER_STATEMENT):
        some = Publication.objects.filter(aspect=aspect.value, key__in=keys[start : start + ROWS_PER_STATEMENT])
        some.update(wanted=F("wanted") + 1, requested_at=now, due_at=now, **_DUE_NOW)
    transaction.on_commit(wake)


def retry(publication: Publication) -> None:
    """Try a refused change again now. One that is no longer refused stays as it is."""
    _refused().filter(pk=publication.pk).update(due_at=timezone.now(), **_DUE_NOW)
    transaction.on_commit(wake)


def retry_all_refused() -> int:
    """Try every refused change again now; return how many there are. For a worker that starts: its version may accept
    what an earlier one refused."""
    return _refused().update(due_at=timezone.now(), **_DUE_NOW)


def settle(publications: Iterable[Publication], refusal: str = "") -> None:
    """Note that the wanted generations are live or, with a refusal, that they were refused."""
    now = timezone.now()
    with transaction.atomic():
        for publication in publications:
            if refusal:
                _same(publication).update(
                    outcome=Publication.Outcome.REFUSED, message=refusal[:MAX_MESSAGE_LENGTH], settled_at=now
                )
            else:
                _same(publication).update(
                    outcome=Publication.Outcome.LIVE, message="", applied=publication.wanted, settled_at=now
                )


def postpone(publications: Iterable[Publication], reason: str) -> None:
    """Note why the changes could not be made now. They stay pending; each waits as long again as it has waited already,
    within limits, so that it delays others little."""
    now = timezone.now()
    with transaction.atomic():
        for publication in publications:
            delay = min(max(now - publication.requested_at, MIN_DELAY), MAX_DELAY)
            _same(publication).update(message=reason[:MAX_MESSAGE_LENGTH], due_at=now + delay)


def wake() -> None:
    """Tell the worker to look. It looks every 30 s anyway, so a failure does not matter."""
    waking.wake(settings.FUMIBAKO.worker_socket)


def _refused() -> QuerySet[Publication]:
    return Publication.objects.filter(outcome=Publication.Outcome.REFUSED)


def _same(publication: Publication) -> QuerySet[Publication]:
    """The row unless the scope was requested again meanwhile: then it stays pending."""
    return Publication.objects.filter(pk=publication.pk, wanted=publication.wanted)
