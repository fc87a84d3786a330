"""Emptying a mailbox (B4, C2)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentLate, AgentRefused


class NotEmptied(Refused):
    code = "not_emptied"
    message = _("The mailbox could not be emptied. Try again in a few minutes.")


def empty_mailbox(*, actor: Actor, mailbox: Mailbox) -> int | None:
    """Delete every mail; folders and settings stay. Returns how many went; None where it takes longer and goes on.
    Raises NotEmptied."""
    number = mailbox.domain.customer.number
    mailboxes = Mailboxes(settings.FUMIBAKO)
    try:
        messages = mailboxes.usage(mailbox.address).messages
        # Before the deed, which no transaction takes back.
        record(actor, "mailbox.empty", mailbox.address, customer_number=number, messages=messages)
        mailboxes.empty(mailbox.address)
    except AgentLate:
        return None
    except (AgentDown, AgentRefused) as error:
        raise NotEmptied from error
    return messages
