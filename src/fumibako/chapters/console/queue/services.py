"""The operator's view of the queue, and what is done to it."""

from fumibako.chapters.console.held.errors import NoSuchMail
from fumibako.chapters.console.held.queue import asked
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.machine.daemons.postfix.control import HeldMail, Waiting, WaitingMail


def waiting_mails(text: str) -> Waiting:
    """Raises QueueAway."""
    with asked() as queue:
        return queue.waiting(text)


def queued_mail(queue_id: str) -> WaitingMail | HeldMail:
    """Waiting or on hold. Raises NoSuchMail, QueueAway."""
    with asked() as queue:
        found: list[WaitingMail | HeldMail] = [*queue.waiting(queue_id).mails, *queue.held()]
    for mail in found:
        if mail.queue_id == queue_id:
            return mail
    raise NoSuchMail


def retry_all(*, actor: Actor) -> None:
    """Have Postfix try every waiting mail now. Raises QueueAway."""
    record(actor, "queue.retry", "queue")
    with asked() as queue:
        queue.flush()


def delete_mail(*, actor: Actor, queue_id: str) -> None:
    """For good, and nobody is told. Raises NoSuchMail, QueueAway."""
    mail = queued_mail(queue_id)
    # Before the deed, which no transaction takes back.
    record(actor, "mail.delete", queue_id, sender=mail.sender, recipients=mail.recipients)
    with asked() as queue:
        was_there = queue.delete(queue_id)
    if not was_there:
        raise NoSuchMail
