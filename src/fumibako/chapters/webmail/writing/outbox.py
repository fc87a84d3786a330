"""Mail that waits 送信待ち: undo, send later and the administrator's hold are one mechanism (C1, B13).

A waiting mail is a draft in the drafts' folder and a row that says when it goes out. It leaves once, whatever dies
meanwhile: a row is claimed before its mail is sent; where the claimer died, Postfix's log says whether the mail had
been taken, and only after that is it sent again. Only the background process sends.
"""

import logging
import os
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.delivery_log.models import Mail
from fumibako.chapters.mail.delivery_log.services import read_log
from fumibako.chapters.webmail.guard.queries import policy_of
from fumibako.chapters.webmail.imap import Away, Full, Gone, Session
from fumibako.chapters.webmail.writing import approving, services
from fumibako.chapters.webmail.writing.draft import Draft, draft_of
from fumibako.chapters.webmail.writing.errors import ApprovalMissing, DraftGone, NotWaiting, SendingAway, Uncertain
from fumibako.chapters.webmail.writing.models import Submission, WritingHabits
from fumibako.chapters.webmail.writing.rules import check_send_at, inside_domains, is_inside
from fumibako.groundwork.jobs.services import wake
from fumibako.groundwork.rules import Refused
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.outbox")
HOLDER = f"{os.getpid()}:{secrets.token_hex(8)}"
SETTLED = timedelta(seconds=60)  # by then Postfix has logged what it took, or has not taken it
WEB_SECONDS = timedelta(minutes=10)  # longer than any page sends
MAX_AT_ONCE = 20
MAX_TRIES = 50  # about a day
MAX_LOSSES = 20
State = Submission.State
WAITS = (State.HELD, State.WAITING, State.FAILED)
"""In the outbox, and a draft that is not changed behind its back."""


def habits_of(mailbox: Mailbox) -> WritingHabits:
    return WritingHabits.objects.filter(mailbox=mailbox).first() or WritingHabits()


def set_habits(*, mailbox: Mailbox, **values: int | bool) -> None:
    """values: by field; the others stay."""
    WritingHabits.objects.update_or_create(mailbox=mailbox, defaults=values)


def hold_of(mailbox: Mailbox, draft: Draft) -> timedelta:
    """How long the mail waits before it goes out: as its writer likes it, and outside as the administrator wants it."""
    return timedelta(seconds=max(least_hold_seconds(mailbox, draft), habits_of(mailbox).undo_seconds))


def least_hold_seconds(mailbox: Mailbox, draft: Draft) -> int:
    """The administrator's part of it, which nobody skips."""
    inside = inside_domains(mailbox.domain.customer)
    is_outside = not all(is_inside(person, inside) for person in draft.people())
    return policy_of(mailbox.domain.customer).hold_seconds if is_outside else 0


def waiting_of(mailbox: Mailbox) -> QuerySet[Submission]:
    """With those that wait for approval, and those that could not be sent and are drafts again."""
    found = Submission.objects.filter(mailbox=mailbox, state__in=WAITS, draft__gt=0)
    return found.order_by("send_at", "pk")


def queue(*, mailbox: Mailbox, draft: Draft, uid: int, octets: bytes) -> Submission:
    """Have the draft sent when its time has come, or held until it is approved. octets: the draft's, as it lies there.
    Raises what services.check() raises, BadSendTime, AlreadySent."""
    services.check(draft)
    now = timezone.now()
    send_at = now + hold_of(mailbox, draft)
    chosen = check_send_at(draft.send_at, now) if draft.send_at else None
    is_held = services.must_be_approved(mailbox, draft)
    with transaction.atomic():
        row = services.take(
            *(mailbox, draft),
            state=State.HELD if is_held else State.WAITING,
            draft_uid=uid,
            send_at=max(chosen, send_at) if chosen else send_at,
            is_scheduled=chosen is not None,
            approved=sha256(octets).hexdigest() if is_held else "",
        )
        if is_held:
            approving.ask(row)
        transaction.on_commit(wake)
    return row


def take_back(*, mailbox: Mailbox, key: int) -> int:
    """Do not send it; return the UID of its draft. Raises NotWaiting: it is on its way."""
    row = waiting_of(mailbox).filter(pk=key).first()
    if row is None or not waiting_of(mailbox).filter(pk=key).delete()[0]:
        raise NotWaiting
    return row.draft


def send_at_once(*, mailbox: Mailbox, key: int) -> None:
    """The administrator's hold stays. Raises NotWaiting."""
    row = waiting_of(mailbox).filter(pk=key, state=State.WAITING).first()
    if row is None:
        raise NotWaiting
    held_until = row.begun_at + timedelta(seconds=policy_of(mailbox.domain.customer).hold_seconds)
    earlier = min(row.send_at or held_until, max(timezone.now(), held_until))
    waiting_of(mailbox).filter(pk=key, state=State.WAITING).update(send_at=earlier, is_scheduled=False)
    wake()


def send_due() -> int:
    """What the background process does each round. Return how many mails went out."""
    _recover(timezone.now())
    approving.give_back_old(timezone.now())
    _file_sent()
    number = 0
    for row in _due(timezone.now())[:MAX_AT_ONCE]:
        claimed = Submission.objects.filter(pk=row.pk, state=State.WAITING)
        if claimed.update(state=State.SENDING, holder=HOLDER, tried_at=timezone.now(), tries=F("tries") + 1):
            number += _send_safely(row)
    return number


def seconds_to_next(most: float) -> float:
    """Until the next mail is due, at most."""
    row = Submission.objects.filter(state=State.WAITING, send_at__gt=timezone.now()).order_by("send_at").first()
    if row is None or row.send_at is None:
        return most
    return max(0.1, min(most, (row.send_at - timezone.now()).total_seconds()))


def _due(now: datetime) -> QuerySet[Submission]:
    """Where the clock was put back, a mail that only waits to be taken back does not wait for it to catch up."""
    is_time = Q(send_at__lte=now) | Q(is_scheduled=False, begun_at__gt=now + timedelta(minutes=1))
    waiting = Submission.objects.filter(is_time, state=State.WAITING, mailbox__login__is_suspended=False)
    return waiting.select_related("mailbox__domain__customer", "mailbox__login").order_by("send_at", "pk")


def _send_safely(row: Submission) -> bool:
    """One mail's fault ends no round: _recover sees to it. Raises DatabaseError, InterfaceError."""
    try:
        return _send(row)
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        log.exception("%s: ended unexpectedly", row)
        return False


def _send(row: Submission) -> bool:
    """A claimed one. Whatever ends here by force is found by _recover."""
    try:
        with Session(settings.FUMIBAKO, row.mailbox.address) as session:
            draft = _draft(session, row)
            if _lacks_approval(row, draft):
                raise ApprovalMissing
            services.hand_over(row.mailbox, draft)
            _mine(row).update(state=State.SENT, sent_at=timezone.now(), trouble="")
            with suppress(Away, Gone):  # _file_sent tries again
                _file(session, row, draft)
            return True
    except (Away, SendingAway) as error:
        log.warning("%s later: %s", row, error)
        _again(row)
    except Uncertain:
        log.warning("%s: nobody knows yet", row)
        _mine(row).update(holder="", tried_at=timezone.now())
    except Refused as refusal:
        _fail(_mine(row), refusal)
    return False


def _lacks_approval(row: Submission, draft: Draft) -> bool:
    """What was approved in another name goes out in none."""
    if not row.approved:
        return services.must_be_approved(row.mailbox, draft)
    name = services.name_of(row.mailbox, draft)
    return (name.pk if name else None) != row.in_name_of_id


def _fail(rows: QuerySet[Submission], why: Refused) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        rows.update(state=State.FAILED, trouble=str(why))


def _again(row: Submission) -> None:
    """After a minute, two, four, up to half an hour, for about a day. One that was sent already stays so."""
    if row.tries + 1 >= MAX_TRIES:
        _fail(_mine(row).filter(state=State.SENDING), SendingAway())
        return
    later = timezone.now() + min(timedelta(minutes=30), timedelta(minutes=1 << min(row.tries, 5)))
    _mine(row).filter(state=State.SENDING).update(state=State.WAITING, send_at=later)


def _mine(row: Submission) -> QuerySet[Submission]:
    return Submission.objects.filter(pk=row.pk, holder=HOLDER)


def _draft(session: Session, row: Submission) -> Draft:
    """Raises Away, DraftGone: another program changed or deleted it, which is as good as taking it back."""
    try:
        octets = session.mail(session.name_of("Drafts"), row.draft, is_read=False)
    except Gone as error:
        raise DraftGone from error
    draft = draft_of(octets, address=row.mailbox.address)
    is_another = row.approved and sha256(octets).hexdigest() != row.approved
    if draft.message_id != row.message_id or is_another:
        raise DraftGone
    return draft


def _recover(now: datetime) -> None:
    """What was being sent when its process or its round ended, by Postfix's own log. This process sends nothing while
    it looks."""
    sending = Submission.objects.filter(state=State.SENDING).select_related("mailbox")
    lost = [row for row in sending if _is_over(row, now)]
    if not lost:
        return
    try:
        read_log("postfix")
    except (AgentDown, AgentRefused) as error:
        log.warning("lost mails later: %s", error)
        return
    for row in lost:
        is_taken = _was_taken(row)
        same = Submission.objects.filter(pk=row.pk, state=State.SENDING, holder=row.holder)
        if is_taken:
            same.update(state=State.SENT, sent_at=row.tried_at)
        elif row.send_at and row.draft and row.tries >= MAX_LOSSES:
            _fail(same, SendingAway())
        elif row.send_at and row.draft:
            same.update(state=State.WAITING)
        else:
            same.update(state=State.UNKNOWN)
        log.warning("%s was under way when its process or round ended: %s", row, "sent" if is_taken else "not sent")


def _is_over(row: Submission, now: datetime) -> bool:
    """Whether Postfix has certainly told. Clocks may have been put forward or back since."""
    patience = SETTLED if row.send_at else WEB_SECONDS
    return row.tried_at is None or abs(now - row.tried_at) > patience


def _was_taken(row: Submission) -> bool:
    """Queued with its size, not only begun."""
    bare = row.message_id.strip("<>")
    same = Mail.objects.filter(message_id__in=(bare, f"<{bare}>"), account=row.mailbox.address)
    return same.filter(size__gt=0).exists()


def _file_sent() -> None:
    """Those whose process ended between sending and filing. In any order: those that stay so keep out nobody."""
    unfiled = Submission.objects.filter(state=State.SENT, filed_at=None, draft__gt=0).select_related("mailbox")
    for row in unfiled.order_by("?")[:MAX_AT_ONCE]:
        with suppress(Away, Gone), Session(settings.FUMIBAKO, row.mailbox.address) as session:
            try:
                _file(session, row, _draft(session, row))
            except DraftGone:
                Submission.objects.filter(pk=row.pk).update(filed_at=timezone.now())


def _file(session: Session, row: Submission, draft: Draft) -> None:
    """A copy with the sent mails, once; then the draft goes. Raises Away, Gone."""
    try:
        services.add_to_sent(session, row.mailbox, draft)
        session.delete(session.name_of("Drafts"), [row.draft])
    except Full:
        log.warning("%s: the mailbox is full, its only copy is the draft", row)
    with suppress(Gone):
        services.mark_answered(session, row.mailbox, draft)
    Submission.objects.filter(pk=row.pk).update(filed_at=timezone.now())
