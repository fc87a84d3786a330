"""The spam folder of a mailbox (C8)."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.spam_box.models import SummaryMail
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import Mailboxes, SpamMail
from fumibako.machine.daemons.spamd.control import MAX_TAUGHT, SpamFilter
from fumibako.machine.provision.client import AgentDown, AgentRefused

SPAM = "Junk"


class SpamBoxAway(Refused):
    code = "spam_box_away"
    message = _("The spam folder cannot be read right now. Try again in a few minutes.")


class NotTaught(Refused):
    code = "not_taught"
    message = _("The spam filter cannot be taught right now. Try again in a few minutes.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    message = _("Choose at least one mail.")


class NoWeekday(Refused):
    code = "no_weekday"
    message = _("Choose at least one day of the week.")
    field = "weekdays"


class BadHour(Refused):
    code = "bad_hour"
    message = _("Choose an hour from 0 to 23.")
    field = "hour"


def check_weekdays(weekdays: Sequence[int]) -> str:
    """Return them as they are stored. Raises NoWeekday."""
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise NoWeekday
    return "".join(map(str, sorted(set(weekdays))))


def check_hour(hour: int) -> int:
    """Raises BadHour."""
    if not 0 <= hour <= 23:
        raise BadHour
    return hour


def set_summary_mail(*, actor: Actor, mailbox: Mailbox, weekdays: Sequence[int], hour: int) -> None:
    """A summary of what came from now on, on those days of the week, 0 is Monday; the first one at the next such hour.
    Raises NoWeekday, BadHour, NoSuchAccount."""
    days, hour = check_weekdays(weekdays), check_hour(hour)
    now = timezone.localtime().replace(microsecond=0)
    done_on = now.date() if now.hour >= hour else None
    with transaction.atomic():
        lock(mailbox)
        row, is_new = SummaryMail.objects.get_or_create(
            mailbox=mailbox, defaults={"weekdays": days, "hour": hour, "looked_at": now, "done_on": done_on}
        )
        if not is_new:
            row.weekdays, row.hour = days, hour
            row.save(update_fields=["weekdays", "hour"])
        _note_summary(actor, mailbox, weekdays=days, hour=hour)


def stop_summary_mail(*, actor: Actor, mailbox: Mailbox) -> None:
    with transaction.atomic():
        SummaryMail.objects.filter(mailbox=mailbox).delete()
        _note_summary(actor, mailbox, weekdays="", hour=None)


def _note_summary(actor: Actor, mailbox: Mailbox, **details: str | int | None) -> None:
    number = mailbox.domain.customer.number
    record(actor, "summary_mail.set", mailbox.address, customer_number=number, **details)


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


def teach(*, actor: Actor, mailbox: Mailbox, folder: str, uids: Sequence[int], is_spam: bool) -> None:
    """Show these mails to the spam filter, as an example for the mailbox's domain; where they are many, the first ones.
    Raises NothingChosen, NotTaught."""
    if not uids:
        raise NothingChosen
    try:
        SpamFilter(settings.FUMIBAKO).teach(mailbox.address, folder, uids[:MAX_TAUGHT], is_spam=is_spam)
    except (AgentDown, AgentRefused) as error:
        raise NotTaught from error
    number = mailbox.domain.customer.number
    details = {"mails": len(uids[:MAX_TAUGHT]), "is_spam": is_spam}
    record(actor, "spam_filter.teach", mailbox.address, customer_number=number, **details)
