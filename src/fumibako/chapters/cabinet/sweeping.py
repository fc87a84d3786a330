"""What has expired goes: files with their links, uploads that nobody goes on with, old lines of the log, and whatever
lies on the disk without a row."""

import logging
import time
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from fumibako.chapters.cabinet import store
from fumibako.chapters.cabinet.models import Access, FileRequest, Link, StoredFile
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run

log = logging.getLogger("fumibako.cabinet")
LOG_KEPT = timedelta(days=180)
ENDED_KEPT = timedelta(days=30)
UNKNOWN_SECONDS = 3600.0


@job("cabinet.sweep")
def sweep(run: Run) -> None:
    log.info("cabinet files gone: %d", sweep_now())


def sweep_now() -> int:
    """How many files."""
    now = timezone.now()
    expired = list(StoredFile.objects.filter(expires_at__lte=now).values_list("key", flat=True))
    StoredFile.objects.filter(key__in=expired).delete()
    over = Q(expires_at__lt=now - ENDED_KEPT) | Q(ended_at__lt=now - ENDED_KEPT)
    Link.objects.filter(over).delete()
    FileRequest.objects.filter(over).delete()
    Access.objects.filter(at__lt=now - LOG_KEPT).delete()
    known = set(StoredFile.objects.values_list("key", flat=True))
    unknown = [key for key in store.keys() - known if _is_old(key)]
    store.remove({*expired, *unknown})
    return len({*expired, *unknown})


def _is_old(key: str) -> bool:
    """Not of a row that another process is about to commit."""
    try:
        return time.time() - store.path_of(key).stat().st_ctime > UNKNOWN_SECONDS
    except FileNotFoundError:
        return False
