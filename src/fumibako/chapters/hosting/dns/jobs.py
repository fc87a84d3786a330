"""Moving changes of DNSSEC keys on (D9)."""

import logging
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from fumibako.chapters.hosting.dns import rolling, services
from fumibako.chapters.hosting.dns.models import KeyRoll
from fumibako.chapters.hosting.dns.rolling import AtParent, Step
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.machine.daemons.knot.control import Keys
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.dns")


@job("hosting.roll_key", label=gettext_lazy("New DNSSEC key"), page="adminmenu:dnssec", is_interactive=True)
def roll_key(run: Run, *, domain: str) -> None:
    if row := KeyRoll.objects.select_related("domain__customer").filter(domain__name=domain).first():
        _move_on(row, timezone.now())


@job("hosting.roll_keys")
def roll_keys(run: Run) -> None:
    """Once an hour."""
    for row in KeyRoll.objects.select_related("domain__customer").order_by("pk"):
        run.breathe(row.domain.name)
        _move_on(row, timezone.now())


def _move_on(row: KeyRoll, now: datetime) -> None:
    """One step; what cannot be done now is done an hour later."""
    name, keys = row.domain.name, Keys(settings.FUMIBAKO)
    signers = rolling.signers_of(name)
    if not signers:  # not signed now, or the name server is away
        return
    roll = rolling.roll_of(row, signers, now)
    try:
        match roll.step:
            case Step.MAKING:
                KeyRoll.objects.filter(pk=row.pk).update(began_at=now)
                keys.begin_roll(name)
            case Step.REGISTER | Step.WAITING | Step.LEAVING if roll.new:
                seen = rolling.at_parent(name, [roll.new])
                is_there = seen == AtParent.OURS or (seen == AtParent.UNKNOWN and row.is_entered)
                if services.note_parent(row, is_there=is_there, now=now) and roll.step is Step.LEAVING:
                    keys.end_roll(name)
            case Step.OVER:
                services.end_key_roll(row)
    except (AgentDown, AgentRefused) as error:
        log.warning("the key of %s is not changed further now: %s", name, error)
