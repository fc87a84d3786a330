"""Repair a mailbox."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentLate, AgentRefused


class NotRepaired(Refused):
    code = "not_repaired"
    message = _("The mailbox could not be repaired. No mail was changed. Try again in a few minutes.")


def repair(*, actor: Actor, mailbox: Mailbox) -> bool:
    """Rebuild the mailbox's indexes; return whether that is done. It may take longer and goes on.

    Raises NotRepaired."""
    try:
        Mailboxes(settings.FUMIBAKO).repair(mailbox.address)
        is_done = True
    except AgentLate:
        is_done = False
    except (AgentDown, AgentRefused) as error:
        raise NotRepaired from error
    record(actor, "mailbox.repair", mailbox.address, customer_number=mailbox.domain.customer.number)
    return is_done
