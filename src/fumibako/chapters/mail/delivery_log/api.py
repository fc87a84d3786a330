"""Find out what happened to a message, for programs (B13)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.delivery_log.queries import (
    EVERYTHING,
    Found,
    Search,
    deliveries,
    forwards_of,
    found,
    notices_of,
)
from fumibako.chapters.mail.delivery_log.words import chip_of, steps_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Refused, Values

AT_MOST = 200
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class NoSuchTime(Refused):
    code = "no_such_time"
    words = _("“%(value)s” is not a valid time. Examples: 2h, 3d, 2026-11-27, 2026-11-27T09:30")
    field = "since"


def trace(actor: Actor, values: Values) -> list[dict[str, Any]]:
    """to, from: a part of the address; since: a length of time before now, or a moment; message_id: or a queue id. The
    newest first, AT_MOST of them."""
    search = Search(
        recipient=values.text("to", ""),
        sender=values.text("from", ""),
        message_id=values.text("message_id", ""),
        since=_moment(values.text("since", ""), timezone.now()),
    )
    values.end()
    return [_facts(one) for one in found(list(deliveries(EVERYTHING, search)[:AT_MOST]))]


def _moment(text: str, now: datetime) -> datetime | None:
    """Raises NoSuchTime."""
    if not text:
        return None
    number, unit = text[:-1], _UNITS.get(text[-1])
    try:
        if unit and number.isascii() and number.isdigit():
            return now - timedelta(**{unit: int(number)})
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError) as error:
        raise NoSuchTime(value=text[:60]) from error


def _facts(one: Found) -> dict[str, Any]:
    delivery, mail = one.delivery, one.delivery.mail
    return {
        "received_at": mail.received_at.astimezone(UTC).isoformat(),
        "at": delivery.at.astimezone(UTC).isoformat(),
        "from": mail.sender,
        "account": mail.account,
        "to": delivery.recipient,
        "addressed_to": delivery.addressed_to,
        "message_id": mail.message_id,
        "queue_id": mail.queue_id,
        "outcome": chip_of(one).code,
        "virus": delivery.virus,
        "score": delivery.score,
        "threshold": delivery.threshold,
        "dsn": delivery.dsn,
        "reply": delivery.reply,
        "forwarded_to": [forward.target for forward in forwards_of(one)],
        "steps": [
            {"at": step.at.astimezone(UTC).isoformat(), "text": " ".join(filter(None, (step.title, step.detail)))}
            for step in steps_of(one, forwards_of(one), list(notices_of(mail)))
        ],
    }
