"""The operator's view of mails on hold, and the only way out: through the scanner again."""

from fumibako.chapters.console.held.errors import NoSuchMail
from fumibako.chapters.console.held.queue import asked
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.machine.daemons.postfix.control import HeldMail


def held_mails() -> list[HeldMail]:
    """Raises QueueAway."""
    with asked() as queue:
        return queue.held()


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
    with asked() as queue:
        was_held = queue.release(queue_id)
    if not was_held:
        raise NoSuchMail
    return mail
