"""The operator's view of the queue, and what is done to it."""

from django.conf import settings

from fumibako.chapters.console.held.errors import NoSuchMail, QueueAway
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.machine.daemons.postfix.control import HeldMail, Queue, Waiting, WaitingMail
from fumibako.machine.provision.client import AgentDown, AgentFailed, AgentRefused

AWAY = (AgentDown, AgentFailed, AgentRefused)


def waiting_mails(text: str) -> Waiting:
    """Raises QueueAway."""
    try:
        return Queue(settings.FUMIBAKO).waiting(text)
    except AWAY as error:
        raise QueueAway from error


def queued_mail(queue_id: str) -> WaitingMail | HeldMail:
    """Waiting or on hold. Raises NoSuchMail, QueueAway."""
    try:
        queue = Queue(settings.FUMIBAKO)
        found: list[WaitingMail | HeldMail] = [*queue.waiting(queue_id).mails, *queue.held()]
    except AWAY as error:
        raise QueueAway from error
    for mail in found:
        if mail.queue_id == queue_id:
            return mail
    raise NoSuchMail


def retry_all(*, actor: Actor) -> None:
    """Have Postfix try every waiting mail now. Raises QueueAway."""
    record(actor, "queue.retry", "queue")
    try:
        Queue(settings.FUMIBAKO).flush()
    except AWAY as error:
        raise QueueAway from error


def delete_mail(*, actor: Actor, queue_id: str) -> None:
    """For good, and nobody is told. Raises NoSuchMail, QueueAway."""
    mail = queued_mail(queue_id)
    # Before the deed, which no transaction takes back.
    record(actor, "mail.delete", queue_id, sender=mail.sender, recipients=mail.recipients)
    try:
        was_there = Queue(settings.FUMIBAKO).delete(queue_id)
    except AWAY as error:
        raise QueueAway from error
    if not was_there:
        raise NoSuchMail
