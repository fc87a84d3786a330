"""The operator's view of mails on hold, and the only way out: through the scanner again."""

from django.conf import settings

from fumibako.chapters.console.held.errors import NoSuchMail, QueueAway
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.machine.daemons.postfix.control import HeldMail, Queue
from fumibako.machine.provision.client import AgentDown, AgentRefused


def held_mails() -> list[HeldMail]:
    """Raises QueueAway."""
    try:
        return Queue(settings.FUMIBAKO).held()
    except (AgentDown, AgentRefused) as error:
        raise QueueAway from error


def held_mail(queue_id: str) -> HeldMail:
    """Raises NoSuchMail, QueueAway."""
    for mail in held_mails():
        if mail.queue_id == queue_id:
            return mail
    raise NoSuchMail


def release_mail(*, actor: Actor, queue_id: str) -> HeldMail:
    """Back to the queue, with three tries before it. Raises NoSuchMail, QueueAway."""
    mail = held_mail(queue_id)
    # Before the deed, which no transaction takes back.
    record(actor, "mail.release", queue_id, sender=mail.sender, recipients=mail.recipients, reasons=mail.reasons)
    try:
        was_held = Queue(settings.FUMIBAKO).release(queue_id)
    except (AgentDown, AgentRefused) as error:
        raise QueueAway from error
    if not was_held:
        raise NoSuchMail
    return mail
