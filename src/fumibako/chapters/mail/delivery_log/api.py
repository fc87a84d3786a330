"""What became of a mail, for programs (B13)."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.delivery_log.queries import (
    EVERYTHING,
    Found,
    Scope,
    Search,
    deliveries,
    forwards_of,
    found,
    notices_of,
    of_domains,
)
from fumibako.chapters.mail.delivery_log.words import chip_of, recipient_of, steps_of
from fumibako.groundwork.programs import Caller, Facts, ProgramRequest, Text
from fumibako.groundwork.rules import Refused

AT_MOST = 200
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class NoSuchTime(Refused):
    code = "no_such_time"
    message = _("“%(value)s” is not a valid time. Examples: 2h, 3d, 2026-11-27, 2026-11-27T09:30")
    field = "since"


class StepFacts(Facts):
    at: datetime
    text: str


class DeliveryFacts(Facts):
    """at: of the last change. outcome: queued, waiting, delivered, sent, forwarded, spam_folder, virus_removed,
    discarded, dropped, failed, refused or refused_for_now. virus, score, threshold, forwarded_to, account: only for who
    may know them."""

    received_at: datetime
    at: datetime
    sender: str
    recipient: str
    account: str
    message_id: str
    queue_id: str
    outcome: str
    virus: str
    score: float | None
    threshold: float | None
    dsn: str
    reply: str
    forwarded_to: list[str]
    steps: list[StepFacts]


def trace(
    request: ProgramRequest, sender: Text = "", recipient: Text = "", since: Text = "", message_id: Text = ""
) -> list[DeliveryFacts]:
    """What became of mails, the newest first, 200 at most. sender, recipient: a part of the address. since: 2h, 3d or a
    moment. message_id: or a queue id."""
    search = Search(sender=sender, recipient=recipient, message_id=message_id, since=_moment(since, timezone.now()))
    return [_facts(one) for one in found(list(deliveries(_scope_of(request.caller), search)[:AT_MOST]))]


def _scope_of(caller: Caller) -> Scope:
    return EVERYTHING if caller.customer is None else of_domains(caller.domains)


def _moment(text: str, now: datetime) -> datetime | None:
    """Raises NoSuchTime."""
    if not text:
        return None
    number, unit = text[:-1], _UNITS.get(text[-1])
    try:
        if unit and number.isascii() and number.isdigit():
            return now - timedelta(**{unit: int(number)})
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else timezone.make_aware(moment)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoSuchTime(value=text[:60]) from error


def _facts(one: Found) -> DeliveryFacts:
    delivery, mail, forwards = one.delivery, one.delivery.mail, forwards_of(one)
    is_own = one.is_received or delivery.state == delivery.State.DROPPED
    return DeliveryFacts(
        received_at=mail.received_at,
        at=delivery.at,
        sender=mail.sender,
        recipient=recipient_of(one),
        account=mail.account if one.is_sent else "",
        message_id=mail.message_id,
        queue_id=mail.queue_id,
        outcome=chip_of(one).code,
        virus=delivery.virus if is_own else "",
        score=delivery.score if is_own else None,
        threshold=delivery.threshold if is_own else None,
        dsn=delivery.dsn,
        reply=delivery.reply if delivery.relay or is_own or delivery.state != delivery.State.SENT else "",
        forwarded_to=[forward.target for forward in forwards],
        steps=[
            StepFacts(at=step.at, text=" ".join(filter(None, (step.title, step.detail))))
            for step in steps_of(one, forwards, list(notices_of(mail)))
        ],
    )
