"""What is live compared with what is wanted: a table or file that was lost, or changed by somebody else, is written
again.

A batch of scopes is one question to the agent. Everything is compared when the worker starts, then one batch at each
regular look, in rounds. A batch with a difference starts a new round at once, and so does a missing table, which is
noticed within one look. When that round is complete and everything it requested is written, the table is complete and
takes its place. None of this slows a change down.
"""

import itertools
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import pending
from fumibako.groundwork.publish.services import request, settle
from fumibako.machine.daemons.agent.control import Compared, Installer
from fumibako.machine.provision.client import AgentRefused
from fumibako.machine.provision.engine import Rendered
from fumibako.machine.state import Scope
from fumibako.processes.worker.compiling import NotCompiled, compile_publication

log = logging.getLogger("worker")
BATCH = 50


@dataclass
class Round:
    """after: the last publication compared. is_hurried: the next batch is due at once, to the end of the round.
    filling: the tables that were missing when it began; filled: those of the round before."""

    after: int = 0
    is_hurried: bool = True
    filling: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()

    def step(self) -> None:
        """Compare the next batch; request what differs again. Raises AgentDown."""
        live = Publication.objects.filter(outcome=Publication.Outcome.LIVE, pk__gt=self.after)
        batch = list(live.order_by("pk")[:BATCH])
        wanted, faulty = _compiled(batch)
        try:
            found = Installer(settings.FUMIBAKO).differing(wanted)
        except AgentRefused as refusal:
            log.warning("not compared: %s", refusal)
            if self.filling:  # without these rows the table would be incomplete: start again at the next look
                self.after, self.is_hurried, self.filling = 0, False, frozenset()
                return
            found = Compared(frozenset(), self.filling)  # the rest of the round goes on without this batch
        _request_again(found.scopes)
        for publication, reason in faulty:
            settle([publication], reason)
        if lost := found.filling - self.filling - self.filled:
            log.warning("filled again: %s", ", ".join(sorted(lost)))
        if lost or (found.scopes and not self.is_hurried):
            self.after, self.is_hurried, self.filling = 0, True, found.filling
            return
        is_at_end = len(batch) < BATCH
        self.after = 0 if is_at_end else batch[-1].pk
        if is_at_end:
            self.is_hurried, self.filled, self.filling = False, self.filled | self.filling, frozenset()

    def finish(self) -> None:
        """Put filled tables in place, unless some of their rows are still to be written. Raises AgentDown."""
        if any(_has_rows(publication) for publication in pending().iterator()):
            return
        Installer(settings.FUMIBAKO).complete(self.filled)
        self.filled = frozenset()


def _compiled(publications: Iterable[Publication]) -> tuple[dict[Scope, Rendered], list[tuple[Publication, str]]]:
    """Return what is wanted by scope, and the publications that cannot be compiled, with the reason."""
    wanted: dict[Scope, Rendered] = {}
    faulty: list[tuple[Publication, str]] = []
    for publication in publications:
        try:
            wanted[publication.scope] = compile_publication(publication).rendered
        except NotCompiled as error:
            log.warning("%s %s", publication, error)
            faulty.append((publication, str(error)))
    return wanted, faulty


def _has_rows(publication: Publication) -> bool:
    try:
        return compile_publication(publication).has_rows
    except NotCompiled:
        return False


def _request_again(scopes: Iterable[Scope]) -> None:
    for aspect, some in itertools.groupby(sorted(scopes), lambda scope: scope.aspect):
        keys = [scope.key for scope in some]
        log.warning("%s not live as wanted, once more: %s", aspect, ", ".join(keys)[:500])
        request(aspect, *keys)
