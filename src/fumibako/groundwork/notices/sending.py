"""Handing stored notices to our own Postfix, each once (decision 0045).

A notice is claimed by moving its due time, then handed over, then settled. A process that dies between Postfix's 250
and the settling leaves one that is handed over again after LEASE: the same bytes with the same Message-ID.
"""

import contextlib
import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.machine.system import failpoints

log = logging.getLogger("fumibako.notices")
AT_ONCE = 200
ANSWER_SECONDS, TAKING_SECONDS = 20.0, 120.0  # Postfix writes the mail to disk before it answers its end
LEASE = timedelta(minutes=10)  # longer than the longest dialogue
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=1)
KEPT = timedelta(days=90)
# RFC 3463: what is wrong with the recipient's address or mailbox is final. Anything else, above all 5.7, may be a fault
# of ours that somebody is repairing.
_FINAL = ("5.1.", "5.2.")

Outcome = OutgoingNotice.Outcome


class _Later(Exception):
    """Not taken now; the reply, or what was wrong."""


class _NoPostfix(_Later):
    """It does not answer: the other notices need not be tried."""


class _Refused(Exception):
    """Never taken for this recipient; the reply."""


def send_due() -> int:
    """Hand over what is due, oldest first. Returns how many notices Postfix took."""
    sent = 0
    waiting = OutgoingNotice.objects.filter(outcome=Outcome.WAITING, due_at__lte=timezone.now())
    with contextlib.suppress(_NoPostfix):
        for notice in waiting.order_by("due_at", "pk")[:AT_ONCE]:
            sent += _send(notice)
    return sent


def forget_old() -> int:
    """Delete the rows of notices that were settled long ago. Returns how many there were."""
    return OutgoingNotice.objects.filter(settled_at__lt=timezone.now() - KEPT).delete()[0]


def _send(notice: OutgoingNotice) -> bool:
    """Whether Postfix took it. Raises _NoPostfix."""
    now = timezone.now()
    if now >= notice.useful_until:
        log.warning("%s to %s expired: %s", notice.message_id, notice.recipient, notice.reply)
        return _settle(notice, Outcome.EXPIRED, notice.reply)
    if not _claim(notice, now + LEASE):
        return False
    try:
        reply = _hand_over(notice)
    except _Refused as refusal:
        log.warning("%s to %s refused: %s", notice.message_id, notice.recipient, refusal)
        return _settle(notice, Outcome.REFUSED, str(refusal))
    except _Later as error:
        log.warning("%s to %s later: %s", notice.message_id, notice.recipient, error)
        _waiting(notice).update(due_at=timezone.now() + _pause(notice.tries), reply=str(error)[:500])
        if isinstance(error, _NoPostfix):
            raise
        return False
    failpoints.reach("notices.before_record")
    log.info("%s (%s) to %s: %s", notice.message_id, notice.key, notice.recipient, reply)
    return _settle(notice, Outcome.SENT, reply)


def _pause(tries: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(tries, 10)), LONGEST_WAIT)


def _waiting(notice: OutgoingNotice) -> QuerySet[OutgoingNotice]:
    return OutgoingNotice.objects.filter(pk=notice.pk, outcome=Outcome.WAITING)


def _claim(notice: OutgoingNotice, until: datetime) -> bool:
    """Whether the notice is ours until then: of several processes that saw the same due time, the first moves it."""
    return bool(_waiting(notice).filter(due_at=notice.due_at).update(due_at=until, tries=F("tries") + 1))


def _settle(notice: OutgoingNotice, outcome: OutgoingNotice.Outcome, reply: str) -> bool:
    """Whether it was sent."""
    _waiting(notice).update(outcome=outcome, reply=reply[:500], settled_at=timezone.now(), content="")
    return outcome is Outcome.SENT


def _hand_over(notice: OutgoingNotice) -> str:
    """Return Postfix's reply. Raises _Refused, _Later, _NoPostfix."""
    config = settings.FUMIBAKO
    try:
        postfix = smtplib.SMTP("127.0.0.1", config.ports.notices, config.hostname, timeout=ANSWER_SECONDS)
        try:
            return _dialogue(postfix, notice)
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                postfix.quit()
    except (OSError, smtplib.SMTPException) as error:
        raise _NoPostfix(str(error)) from error


def _dialogue(postfix: smtplib.SMTP, notice: OutgoingNotice) -> str:
    postfix.ehlo_or_helo_if_needed()
    _expect(postfix.mail(notice.sender))
    _expect(postfix.rcpt(notice.recipient), is_about_recipient=True)
    if postfix.sock:
        postfix.sock.settimeout(TAKING_SECONDS)
    return _expect(postfix.data(notice.content))


def _expect(answer: tuple[int, bytes], *, is_about_recipient: bool = False) -> str:
    """Return the reply where it is a yes. Raises _Refused, _Later."""
    code, message = answer[0], answer[1].decode("utf-8", "replace")
    if code < 400:
        return f"{code} {message}"
    if code >= 500 and is_about_recipient and message.startswith(_FINAL):
        raise _Refused(f"{code} {message}")
    raise _Later(f"{code} {message}")
