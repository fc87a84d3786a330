"""Old mail of a mailbox (C9)."""

from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import Mailboxes, OldMails
from fumibako.machine.provision.client import AgentDown, AgentLate, AgentRefused


class OldMailAway(Refused):
    code = "old_mail_away"
    words = _("The mailbox cannot be read right now. Try again in a few minutes.")


class BadDay(Refused):
    code = "bad_day"
    words = _("Choose a day before today.")
    field = "before"


def check_day(before: date) -> date:
    """Raises BadDay."""
    if not date(1990, 1, 1) <= before <= timezone.localdate():
        raise BadDay
    return before


def old_mails(mailbox: Mailbox, before: date) -> list[OldMails]:
    """Raises OldMailAway."""
    try:
        return Mailboxes(settings.FUMIBAKO).old_mails(mailbox.address, before)
    except (AgentDown, AgentRefused) as error:
        raise OldMailAway from error


def delete_old_mails(*, actor: Actor, mailbox: Mailbox, folder: str, before: date) -> bool:
    """Delete the folder's mails received before that day, for good; return whether that is done. It may take longer and
    goes on. Raises BadDay, OldMailAway."""
    before = check_day(before)
    number = mailbox.domain.customer.number
    # Before the deed, which no transaction takes back.
    record(actor, "old_mail.delete", mailbox.address, customer_number=number, folder=folder, before=before.isoformat())
    try:
        Mailboxes(settings.FUMIBAKO).delete_old_mails(mailbox.address, folder, before)
    except AgentLate:
        return False
    except (AgentDown, AgentRefused) as error:
        raise OldMailAway from error
    return True
