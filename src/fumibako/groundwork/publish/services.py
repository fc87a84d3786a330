"""Asking for a scope to be made live. Part of the change's own transaction (an outbox)."""

import contextlib
import socket

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fumibako.groundwork.publish.models import Publication
from fumibako.machine.state import Aspect


def request(aspect: Aspect, key: str) -> Publication:
    """Note that the scope changed, and wake the worker when the change is committed."""
    publication, is_new = Publication.objects.get_or_create(
        aspect=aspect.value, key=key, defaults={"wanted": 1, "requested_at": timezone.now()}
    )
    if not is_new:
        Publication.objects.filter(pk=publication.pk).update(
            wanted=F("wanted") + 1, outcome=Publication.Outcome.PENDING, words="", requested_at=timezone.now()
        )
        publication.refresh_from_db()
    transaction.on_commit(wake)
    return publication


def request_everything() -> int:
    """Ask for every scope again (lost or old tables). Returns how many."""
    with transaction.atomic():
        number = Publication.objects.update(
            wanted=F("wanted") + 1, outcome=Publication.Outcome.PENDING, words="", requested_at=timezone.now()
        )
        transaction.on_commit(wake)
    return number


def wake() -> None:
    """Tell the worker to look. It looks every 30 s anyway, so a failure does not matter."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.setblocking(False)
        out.sendto(b"!", str(settings.FUMIBAKO.worker_socket))
