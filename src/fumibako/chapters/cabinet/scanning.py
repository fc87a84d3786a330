"""The virus check of what has come in: nothing is handed out before. While the scanner does not answer, files wait."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.chapters.cabinet import mails, store
from fumibako.chapters.cabinet.models import State, StoredFile
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.machine.daemons.clamd.control import Unanswered, Verdict, verdict_of

log = logging.getLogger("fumibako.cabinet")


@job("cabinet.scan", is_interactive=True)
def scan_waiting(run: Run) -> None:
    """Once a file is whole, and each minute for those that the scanner could not be asked about."""
    waiting = StoredFile.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True)
    for pk in run.remaining(list(waiting)):
        file = StoredFile.objects.filter(pk=pk, state=State.WAITING).first()
        verdict = verdict_now(file) if file else None
        with run.step():
            if file and verdict:
                settle(file, verdict)
            elif file:
                StoredFile.objects.filter(pk=pk).update(scan_failed_at=timezone.now())


def settle(file: StoredFile, verdict: Verdict) -> None:
    """An infected file's content goes at once; its row tells of it until it expires."""
    state = State.INFECTED if verdict.virus else State.CLEAN if verdict.is_whole else State.UNSCANNED
    with transaction.atomic():
        rows = StoredFile.objects.filter(pk=file.pk, state=State.WAITING)
        if not rows.update(state=state, virus=verdict.virus, scan_failed_at=None):
            return
        file.refresh_from_db()
        if verdict.virus:
            rows = StoredFile.objects.filter(pk=file.pk)
            rows.update(received=0)
            transaction.on_commit(lambda: store.remove((file.key,)))
        if file.request_id:
            mails.received(file)


def verdict_now(file: StoredFile) -> Verdict | None:
    try:
        return verdict_of(settings.FUMIBAKO, store.path_of(file.key))
    except (Unanswered, OSError) as error:
        log.warning("cabinet file %s: not checked yet: %s", file.key, error)
        return None
