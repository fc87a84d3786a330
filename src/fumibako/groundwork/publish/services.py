"""Asking for a scope to be made live. Part of the change's own transaction (an outbox)."""

import contextlib
import socket

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fumibako.groundwork.publish.models import Publication
from fumibako.machine.state import Aspect

AT_ONCE = 500  # rows in one statement


def request(aspect: Aspect, *keys: str) -> None:
    """Note that the scopes changed, and wake the worker when the change is committed.

    The rows that are missing first, then one update of all: two who ask at the same time both count.
    """
    now = timezone.now()
    rows = [Publication(aspect=aspect.value, key=key, requested_at=now) for key in keys]
    Publication.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    for start in range(0, len(keys), AT_ONCE):
        some = Publication.objects.filter(aspect=aspect.value, key__in=keys[start : start + AT_ONCE])
        some.update(wanted=F("wanted") + 1, outcome=Publication.Outcome.PENDING, words="", requested_at=now)
    transaction.on_commit(wake)


def wake() -> None:
    """Tell the worker to look. It looks every 30 s anyway, so a failure does not matter."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.setblocking(False)
        out.sendto(b"!", str(settings.FUMIBAKO.worker_socket))
