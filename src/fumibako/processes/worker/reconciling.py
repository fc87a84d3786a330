"""What is live compared with what is wanted, so that a table or file that was lost or changed behind the product's
back is written again.

A batch of scopes is one question to the agent. Everything is compared when the worker starts, then one batch at each
regular look, round and round. A batch with a difference makes a new round begin in a hurry, and so does a table that is
not there: it is noticed within one look. When its round is through, and all that the round asked for is written, the
table is whole and takes its place. A change costs nothing of this.
"""

import itertools
import logging
from dataclasses import dataclass

from django.conf import settings

from fumibako.chapters.snapshot import state_of
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import pending
from fumibako.groundwork.publish.services import request
from fumibako.machine.daemons.agent.control import Compared, Installer
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.provision.client import AgentRefused
from fumibako.machine.provision.engine import Rendered
from fumibako.machine.state import Scope

log = logging.getLogger("worker")
BATCH = 50


@dataclass
class Round:
    """after: the last publication compared. is_hurried: the next batch is due at once, to the end of the round.
    filling: the tables that were not there when it began; filled: those of the round before."""

    after: int = 0
    is_hurried: bool = True
    filling: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()

    def step(self) -> None:
        """Compare the next batch; what differs is asked for again. Raises AgentDown."""
        live = Publication.objects.filter(outcome=Publication.Outcome.LIVE, pk__gt=self.after)
        batch = list(live.order_by("pk")[:BATCH])
        scopes = [row.scope for row in batch]
        wanted = {scope: _rendered(scope) for scope in scopes}
        try:
            found = Installer(settings.FUMIBAKO).differing(wanted)
        except AgentRefused as refusal:
            log.warning("not compared: %s", refusal)
            if self.filling:  # a table without these rows would not be whole: from the start again, at the next look
                self.after, self.is_hurried, self.filling = 0, False, frozenset()
                return
            found = Compared(frozenset(), self.filling)  # the rest of the round is not this batch's hostage
        for aspect, some in itertools.groupby(sorted(found.scopes), lambda scope: scope.aspect):
            keys = [scope.key for scope in some]
            log.warning("%s not live as wanted, once more: %s", aspect, ", ".join(keys)[:500])
            request(aspect, *keys)
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
        """Put in place what was filled, unless some of it is still to be written. Raises AgentDown."""
        rendered = (_rendered(row.scope) for row in pending().iterator())
        if any(any(rows.values()) for _, rows in rendered):
            return
        Installer(settings.FUMIBAKO).complete(self.filled)
        self.filled = frozenset()


def _rendered(scope: Scope) -> Rendered:
    return render_all(settings.FUMIBAKO, SERVICES, TABLES, state_of(scope))
