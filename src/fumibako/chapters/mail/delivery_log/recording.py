"""From facts of the logs to rows (B13).

The logs are read one after the other, so that the facts of one mail come in any order: each finds its mail by the queue
id, and its delivery by the recipient, or begins it.
"""

import re
from datetime import datetime, timedelta

from django.conf import settings

from fumibako.chapters.mail.delivery_log.counting import count
from fumibako.chapters.mail.delivery_log.models import Delivery, Event, Mail
from fumibako.machine.formats.mail_log import (
    Came,
    Checked,
    Discarded,
    Expired,
    Fact,
    Filed,
    Forwarded,
    Identified,
    Queued,
    Refusal,
    Replied,
    Returned,
    Tried,
)

State, Kind = Delivery.State, Event.Kind
# The same refusal again within this time is counted, not stored: whoever tries addresses does not fill the table.
SAME_REFUSAL = timedelta(hours=1)
_SRS0 = re.compile(r"srs0[-+=][^=@]+=[^=@]+=([^=@]+)=([^@]+)@", re.IGNORECASE)
_ENDED = {"bounced": State.FAILED, "expired": State.FAILED, "deferred": State.WAITING}


def record(at: datetime, fact: Fact) -> None:
    match fact:
        case Came(queue_id, door, client, account):
            values = {"door": door, "client": client[:300], **_known(account=_stored(account))}
            _change(_mail(queue_id, at), **values)
        case Identified(queue_id, message_id):
            _change(_mail(queue_id, at), message_id=message_id[:500])
        case Queued(queue_id, sender, size):
            mail = _mail(queue_id, at)
            _change(mail, sender=_before_srs(sender, mail.door)[:320], size=size)
        case Checked(queue_id, facts):
            mail = _mail(queue_id, at)
            if facts.answers:
                _change(mail, answers=facts.answers[:250])
            for recipient in facts.to:
                delivery = _delivery(mail, recipient, at)
                delivery.outcome, delivery.virus, delivery.spam = facts.outcome, facts.virus[:200], facts.spam
                delivery.score, delivery.threshold = facts.score, facts.threshold
                delivery.spam_engine = facts.engine[:20]
                delivery.save()
                count(delivery, at, is_seen=facts.is_seen)
        case Tried():
            _record_attempt(at, fact)
        case Refusal():
            _record_refusal(at, fact)
        case Returned(queue_id, _, is_delay):
            Event.objects.create(mail=_mail(queue_id, at), kind=Kind.DELAY_TOLD if is_delay else Kind.RETURNED, at=at)
        case Expired(queue_id):
            _mail(queue_id, at).deliveries.filter(state=State.WAITING).update(state=State.FAILED, at=at)
        case Filed(session, folder):
            Event.objects.create(session=session[:60], kind=Kind.FILED, value=folder[:320], at=at)
        case Forwarded(session, target):
            Event.objects.create(session=session[:60], kind=Kind.FORWARDED, value=_stored(target), at=at)
        case Replied(session, target):
            Event.objects.create(session=session[:60], kind=Kind.REPLIED, value=_stored(target), at=at)
        case Discarded(session):
            Event.objects.create(session=session[:60], kind=Kind.DISCARDED, at=at)


def _record_attempt(at: datetime, tried: Tried) -> None:
    mail = _mail(tried.queue_id, at)
    delivery = _delivery(mail, tried.recipient, at)
    if tried.original and not _is_of_the_box(tried.original):
        delivery.addressed_to = _stored(tried.original)
    delivery.at, delivery.relay, delivery.dsn = at, tried.relay[:300], tried.dsn
    delivery.reply, delivery.session = tried.reply[:500], tried.session[:60]
    delivery.state = _state_after(tried)
    delivery.tries += delivery.state == State.WAITING
    delivery.save()
    if tried.next_id:
        _hand_on(mail, delivery, tried.next_id, at)


def _state_after(tried: Tried) -> str:
    if tried.status != "sent":
        return _ENDED.get(tried.status, State.WAITING)
    if tried.hop == "outgoing":
        return State.HANDED_ON if tried.next_id else State.DROPPED
    return State.SENT


def _hand_on(mail: Mail, delivery: Delivery, next_id: str, at: datetime) -> None:
    """The mail behind the outgoing filter is its sender's as well, and was addressed as here."""
    following = _mail(next_id, at)
    _change(following, **_known(account=mail.account), received_at=min(mail.received_at, following.received_at))
    row = _delivery(following, delivery.recipient, at)
    row.addressed_to = delivery.addressed_to
    row.save()


def _record_refusal(at: datetime, refusal: Refusal) -> None:
    client, sender, recipient = refusal.client[:300], refusal.sender[:320], _stored(refusal.recipient)
    same = Delivery.objects.filter(state=State.REFUSED, recipient=recipient, dsn=refusal.dsn, at__gt=at - SAME_REFUSAL)
    if known := same.filter(mail__client=client, mail__sender=sender, mail__queue_id="").first():
        known.tries, known.at = known.tries + 1, max(at, known.at)
        known.save()
        return
    mail = _mail(refusal.queue_id, at) if refusal.queue_id else Mail(received_at=at, door="smtp")
    mail.client, mail.sender = client, sender
    mail.save()
    delivery = _delivery(mail, recipient, at)
    delivery.state, delivery.at, delivery.tries = State.REFUSED, at, 1
    delivery.dsn, delivery.reply = refusal.dsn, refusal.reply[:500]
    delivery.save()


def _mail(queue_id: str, at: datetime) -> Mail:
    mail, _ = Mail.objects.get_or_create(queue_id=queue_id, defaults={"received_at": at})
    if at < mail.received_at:
        _change(mail, received_at=at)
    return mail


def _delivery(mail: Mail, recipient: str, at: datetime) -> Delivery:
    address = _stored(recipient)
    local_part, _, domain = address.rpartition("@")
    delivery, _ = Delivery.objects.get_or_create(
        mail=mail,
        recipient=address,
        defaults={
            "mailbox": f"{local_part.partition('+')[0]}@{domain}",
            "domain": domain[:253],
            "addressed_to": address,
            "at": at,
        },
    )
    return delivery


def _before_srs(sender: str, door: str) -> str:
    """Who wrote a forwarded mail, whose envelope sender became one of the box's own (SRS0=hash=day=domain=who)."""
    if door == "redirect" and _is_of_the_box(sender) and (match := _SRS0.match(sender)):
        return f"{match[2]}@{match[1]}"
    return sender


def _is_of_the_box(address: str) -> bool:
    """An SRS address, which is nobody's alias."""
    return address.lower().endswith(f"@{settings.FUMIBAKO.hostname}")


def _change(mail: Mail, **values: object) -> None:
    for name, value in values.items():
        setattr(mail, name, value)
    mail.save(update_fields=list(values))


def _known(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _stored(address: str) -> str:
    return address.lower()[:320]
