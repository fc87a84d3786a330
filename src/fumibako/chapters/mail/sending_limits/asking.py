"""Asking guardd whose sending is paused, and releasing an account (B13)."""

from django.conf import settings

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.sending_limits import errors, services
from fumibako.chapters.mail.sending_limits.models import Pause
from fumibako.groundwork.audit.actor import SYSTEM, Actor
from fumibako.machine.daemons.guardd.control import Guard, GuardDown


def release(*, actor: Actor, mailbox: Mailbox) -> None:
    """Let the account send again. Raises CannotRelease, NoSuchAccount."""
    try:
        Guard(settings.FUMIBAKO).release(login=mailbox.address)
    except GuardDown as error:
        raise errors.CannotRelease from error
    services.end_pause(actor=actor, mailbox=mailbox)


def learn_pauses() -> int:
    """Returns how many accounts were paused since the last look."""
    known = set(Pause.objects.values_list("mailbox__address", flat=True))  # first: who is released meanwhile is in it
    try:
        paused = Guard(settings.FUMIBAKO).paused()
    except GuardDown:
        return 0
    return services.note_pauses(actor=SYSTEM, paused=[each for each in paused if each.login not in known])
