"""Pending publications: rows → state → files → agent → live, refused, or later.

Changes that are table rows only (accounts) go to the agent in batches: starting postmap and syncing the disk cost
nearly the same for fifty rows as for one. Changes with files are checked by their daemon one by one; they come first,
as a domain must precede its mailboxes.

A refusal is permanent: the same change would be refused again. Everything else that goes wrong may pass: the change
stays pending, says why, and is tried again.
"""

import logging
from collections.abc import Iterator, Sequence

from django.conf import settings

from fumibako.groundwork.publish.queries import due
from fumibako.groundwork.publish.services import postpone, settle
from fumibako.machine.daemons.agent.control import Installer
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentFailed, AgentLate, AgentRefused
from fumibako.machine.state import Aspect
from fumibako.machine.system import failpoints
from fumibako.processes.worker.compiling import Compiled, NotCompiled, compile_publication

log = logging.getLogger("worker")
BATCH = 50


def publish_pending() -> int:
    """Publish the next batch; return how many changes were settled. Raises AgentDown: the rest stays pending."""
    publications = due(BATCH)
    if publications:
        failpoints.reach("worker.after_commit")
    changes, settled = [], 0
    for publication in publications:
        try:
            changes.append(compile_publication(publication))
        except NotCompiled as error:
            log.exception("%s refused", publication)
            settle([publication], str(error))
            settled += 1
    settled += sum(_publish([change]) for change in changes if change.has_files)
    for some in _together([change for change in changes if not change.has_files]):
        settled += _publish(some)
    return settled


def _together(changes: Sequence[Compiled]) -> Iterator[Sequence[Compiled]]:
    """What goes to the agent at once. Databases apart: mail does not wait for a MariaDB that is away."""
    for is_database in (False, True):
        if some := [each for each in changes if (each.state.scope.aspect is Aspect.DATABASES) is is_database]:
            yield some


def _publish(changes: Sequence[Compiled]) -> int:
    """Return how many were settled. Raises AgentDown."""
    try:
        refusal = _refusal(changes)
    except AgentRefused as error:
        if len(changes) > 1:  # one of them is the reason; the others must not wait for it
            return sum(_publish([change]) for change in changes)
        refusal = str(error)
    except AgentFailed as error:
        _postpone(changes, str(error))
        return 0
    except AgentLate as error:
        _postpone(changes, str(error))  # so that the next try begins with another change
        raise
    settled = [change for change in changes if refusal or not change.is_removal or _is_removed(change)]
    failpoints.reach("worker.before_record")
    if refusal:
        log.warning("%s refused: %s", changes[0].state.scope, refusal)
    settle([change.publication for change in settled], refusal)
    return len(settled)


def _refusal(changes: Sequence[Compiled]) -> str:
    """Make the changes live; return the checker's message if it refused. Raises AgentRefused, AgentDown."""
    installer = Installer(settings.FUMIBAKO)
    if changes[0].has_files:
        (change,) = changes
        outcome = installer.apply(change.state.scope, *change.rendered)
        return "" if outcome.is_live else outcome.message
    installer.write_rows({change.state.scope: change.rendered[1] for change in changes})
    return ""


def _is_removed(change: Compiled) -> bool:
    """Remove the mails of a deleted account or the files of a deleted site; return whether they are gone. Raises
    AgentDown."""
    failpoints.reach("worker.before_removal")
    scope = change.state.scope
    try:
        if scope.aspect is Aspect.SITE:
            Sites(settings.FUMIBAKO).remove(scope.key)
        else:
            Mailboxes(settings.FUMIBAKO).remove(scope.key)
    except AgentFailed as error:
        _postpone([change], str(error))
        return False
    except AgentLate as error:
        _postpone([change], str(error))
        raise
    return True


def _postpone(changes: Sequence[Compiled], reason: str) -> None:
    for change in changes:
        log.warning("%s later: %s", change.state.scope, reason[:500])
    postpone([change.publication for change in changes], reason)
