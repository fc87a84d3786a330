"""Setting a mailbox's auto-reply (C4)."""

import datetime

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.auto_reply import rules
from fumibako.chapters.mail.auto_reply.models import AutoReply
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect


def set_auto_reply(
    *,
    actor: Actor,
    mailbox: Mailbox,
    is_on: bool,
    subject: str,
    text: str,
    days: int = 3,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> AutoReply:
    """Raises BadSubject, BadText, BadPeriod, BadDays, NoSuchAccount."""
    values = {
        "is_on": is_on,
        "subject": rules.check_subject(subject),
        "text": rules.check_text(text),
        "days": rules.check_days(days),
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    rules.check_period(starts_on, ends_on)
    with transaction.atomic():
        lock(mailbox)
        reply, _ = AutoReply.objects.update_or_create(mailbox=mailbox, defaults=values)
        number = mailbox.domain.customer.number
        record(actor, "auto_reply.set", mailbox.address, customer_number=number, is_on=is_on)
        publishing.request(Aspect.SIEVE, mailbox.address)
    return reply
