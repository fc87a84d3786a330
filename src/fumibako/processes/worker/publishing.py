"""One pending publication: rows → state → files → agent → live or refused."""

import logging

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from fumibako.chapters.mail.snapshot import state_of
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import pending
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.provision.client import AgentClient, AgentRefused
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.system import failpoints

log = logging.getLogger("worker")


def publish_pending() -> int:
    """Publish everything that is pending. Returns how many. Raises AgentDown: what is left stays pending."""
    number = 0
    for publication in list(pending()[:200]):
        _publish(publication)
        number += 1
    return number


def _publish(publication: Publication) -> None:
    failpoints.reach("worker.after_commit")
    wanted = publication.wanted
    agent = AgentClient(settings.FUMIBAKO)
    scope = Scope(Aspect(publication.aspect), publication.key)
    state = state_of(scope)
    try:
        outcome = agent.apply(scope, *render_all(settings.FUMIBAKO, SERVICES, TABLES, state))
        words = "" if outcome.is_live else outcome.words
        if scope.aspect is Aspect.ACCOUNT and outcome.is_live and state.mailbox is None:
            failpoints.reach("worker.before_removal")
            agent.remove_mailbox(scope.key)
    except AgentRefused as refusal:
        words = str(refusal)
    failpoints.reach("worker.before_record")
    if words:
        log.warning("%s refused: %s", scope, words)
    outcome_name = Publication.Outcome.REFUSED if words else Publication.Outcome.LIVE
    # Whoever asked again meanwhile keeps it pending.
    same = Publication.objects.filter(pk=publication.pk, wanted=wanted)
    applied = wanted if not words else F("applied")
    same.update(applied=applied, outcome=outcome_name, words=words[:2000], settled_at=timezone.now())
