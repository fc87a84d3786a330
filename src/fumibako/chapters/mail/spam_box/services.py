"""The spam folder of a mailbox (C8)."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import Mailboxes, SpamMail
from fumibako.machine.provision.client import AgentDown, AgentRefused


class SpamBoxAway(Refused):
    code = "spam_box_away"
    words = _("The spam folder cannot be read right now. Try again in a few minutes.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    words = _("Choose at least one mail.")


def spam_mails(mailbox: Mailbox) -> tuple[list[SpamMail], int]:
    """The newest, and how many there are in all. Raises SpamBoxAway."""
    try:
        return Mailboxes(settings.FUMIBAKO).spam(mailbox.address)
    except (AgentDown, AgentRefused) as error:
        raise SpamBoxAway from error


def release(*, actor: Actor, mailbox: Mailbox, uids: Sequence[int]) -> None:
    """Move the mails to the inbox, where mail software gets them. Raises NothingChosen, SpamBoxAway."""
    if not uids:
        raise NothingChosen
    try:
        Mailboxes(settings.FUMIBAKO).release_spam(mailbox.address, uids)
    except (AgentDown, AgentRefused) as error:
        raise SpamBoxAway from error
    number = mailbox.domain.customer.number
    record(actor, "spam_box.release", mailbox.address, customer_number=number, mails=len(uids))
