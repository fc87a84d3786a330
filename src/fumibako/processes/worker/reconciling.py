"""What is live compared with what is wanted, so that a table or file that was lost or changed behind the product's
back is written again.

A batch of scopes is one question to the agent. Everything is compared when the worker starts, then one batch at each
regular look, round and round. A batch with a difference makes a new round begin in a hurry, so that a lost table is
noticed within one look and filled again. A change costs nothing of this.
"""

import logging
from dataclasses import dataclass

from django.conf import settings

from fumibako.chapters.mail.snapshot import state_of
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.services import request
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.provision.client import AgentClient, AgentRefused
from fumibako.machine.state import Aspect, Scope

log = logging.getLogger("worker")
BATCH = 50


@dataclass
class Round:
    """after: the last publication compared. is_hurried: the next batch is due at once, to the end of the round."""

    after: int = 0
    is_hurried: bool = True

    def step(self) -> None:
        """Compare the next batch; what differs is asked for again. Raises AgentDown."""
        live = Publication.objects.filter(outcome=Publication.Outcome.LIVE, pk__gt=self.after)
        batch = list(live.order_by("pk")[:BATCH])
        scopes = [Scope(Aspect(row.aspect), row.key) for row in batch]
        wanted = {scope: render_all(settings.FUMIBAKO, SERVICES, TABLES, state_of(scope)) for scope in scopes}
        try:
            found = AgentClient(settings.FUMIBAKO).differing(wanted)
        except AgentRefused as refusal:  # the rest of the round is not this batch's hostage
            log.warning("not compared: %s", refusal)
            found = frozenset()
        for scope in sorted(found):
            log.warning("%s is not live as it is wanted: once more", scope)
            request(scope.aspect, scope.key)
        is_at_end = len(batch) < BATCH
        if found and not self.is_hurried:
            self.after, self.is_hurried = 0, True
        else:
            self.after = 0 if is_at_end else batch[-1].pk
            self.is_hurried = self.is_hurried and not is_at_end
