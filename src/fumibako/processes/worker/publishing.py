"""Pending publications: rows → state → files → agent → live or refused.

Changes that are table rows only (accounts) go to the agent some at a time: what costs is starting postmap and waiting
for the disk, and both are nearly the same for fifty. Changes with files are checked by their daemon one by one; they
come first, as a domain does before its mailboxes.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fumibako.chapters.snapshot import state_of
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import due
from fumibako.machine.daemons.agent.control import Installer
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.provision.client import AgentFailed, AgentRefused
from fumibako.machine.provision.service import FileSet
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, State
from fumibako.machine.system import failpoints

log = logging.getLogger("worker")
TOGETHER = 50


@dataclass(frozen=True)
class _Change:
    publication: Publication
    state: State
    sets: Mapping[str, FileSet]
    rows: Mapping[str, Sequence[Row]]

    @classmethod
    def of(cls, publication: Publication) -> "_Change":
        state = state_of(publication.scope)
        return cls(publication, state, *render_all(settings.FUMIBAKO, SERVICES, TABLES, state))

    @property
    def has_files(self) -> bool:
        return bool(self.sets)

    @property
    def is_removal(self) -> bool:
        return self.state.scope.aspect is Aspect.ACCOUNT and not self.state.wishes


def publish_pending() -> int:
    """Publish some of what is pending. Returns how many are settled. Raises AgentDown: what is left stays pending."""
    publications = due(TOGETHER)
    if publications:
        failpoints.reach("worker.after_commit")
    changes = [_Change.of(publication) for publication in publications]
    settled = sum(_publish([change]) for change in changes if change.has_files)
    if together := [change for change in changes if not change.has_files]:
        settled += _publish(together)
    return settled


def _publish(changes: Sequence[_Change]) -> int:
    """Returns how many are settled; what could not be done now stays pending."""
    try:
        words = _made_live(changes)
    except AgentRefused as refusal:
        if len(changes) > 1:  # one of them is the reason, and the others shall not wait for it
            return sum(_publish([change]) for change in changes)
        words = str(refusal)
    except AgentFailed as failure:
        _postpone(changes, str(failure))
        return 0
    settled = [change for change in changes if words or not change.is_removal or _is_removed(change)]
    failpoints.reach("worker.before_record")
    with transaction.atomic():
        for change in settled:
            _record(change, words)
    return len(settled)


def _made_live(changes: Sequence[_Change]) -> str:
    """Returns a checker's words where it refused. Raises AgentRefused, AgentFailed, AgentDown."""
    agent = Installer(settings.FUMIBAKO)
    if changes[0].has_files:
        (change,) = changes
        outcome = agent.apply(change.state.scope, change.sets, change.rows)
        return "" if outcome.is_live else outcome.message
    agent.write_rows({change.state.scope: change.rows for change in changes})
    return ""


def _is_removed(change: _Change) -> bool:
    """Whether the mails of an account that is gone are gone, too. Raises AgentDown."""
    failpoints.reach("worker.before_removal")
    try:
        Mailboxes(settings.FUMIBAKO).remove(change.state.scope.key)
    except AgentFailed as failure:
        _postpone([change], str(failure))
        return False
    return True


def _postpone(changes: Sequence[_Change], words: str) -> None:
    for change in changes:
        log.warning("%s later: %s", change.state.scope, words[:500])
        Publication.objects.filter(pk=change.publication.pk, wanted=change.publication.wanted).update(
            words=words[:2000]
        )


def _record(change: _Change, words: str) -> None:
    if words:
        log.warning("%s refused: %s", change.state.scope, words)
    outcome = Publication.Outcome.REFUSED if words else Publication.Outcome.LIVE
    wanted = change.publication.wanted
    # Whoever asked again meanwhile keeps it pending.
    same = Publication.objects.filter(pk=change.publication.pk, wanted=wanted)
    applied = wanted if not words else F("applied")
    same.update(applied=applied, outcome=outcome, words=words[:2000], settled_at=timezone.now())
