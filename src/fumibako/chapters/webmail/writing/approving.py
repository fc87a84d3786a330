"""Mail to outside that a superior reads before it goes out 上長承認 (B13): held, approved or sent back.

A held mail is a row of the outbox; approved, it waits for its time like any other and is sent by the same hands. What
was read is what goes out: the row has the sum of the draft's octets, and another draft in its place is not sent.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import translation

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.guard.queries import approvers_of
from fumibako.chapters.webmail.imap import Gone, Session
from fumibako.chapters.webmail.writing.errors import NobodyApproved, NoReason, NotHeld, SentBack
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs.services import wake
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.charsets import one_line
from fumibako.machine.notices.catalogue import ApprovalWanted, MailApproved, MailSentBack

DAYS = 7
MAX_REASON = 500
State = Submission.State


def held_for(approver: Mailbox) -> list[Submission]:
    """What this account may decide on, the oldest first."""
    same_customer = {"state": State.HELD, "mailbox__domain__customer": approver.domain.customer}
    found = Submission.objects.filter(**same_customer).select_related("mailbox__domain__customer", "in_name_of")
    rows = found.order_by("begun_at", "pk")
    return [row for row in rows if approver in approvers_of(row.mailbox, row.in_name_of)]


def held_mail(approver: Mailbox, key: int) -> Submission:
    """Raises NotHeld: none, decided already, or somebody else's to decide."""
    for row in held_for(approver):
        if row.pk == key:
            return row
    raise NotHeld


def octets_of(row: Submission) -> bytes:
    """The mail as it is going to be sent. Raises Away, NotHeld: it is not there any more."""
    with suppress(Gone), Session(settings.FUMIBAKO, row.mailbox.address) as session:
        octets = session.mail(session.name_of("Drafts"), row.draft, is_read=False)
        if sha256(octets).hexdigest() == row.approved:
            return octets
    raise NotHeld


def ask(row: Submission) -> None:
    """Tell whoever may decide."""
    name = f"{row.in_name_of.address} ({row.mailbox.address})" if row.in_name_of else row.mailbox.address
    for approver in approvers_of(row.mailbox, row.in_name_of):
        notice = ApprovalWanted(
            sender=name,
            subject=row.subject,
            recipients=row.to,
            days=DAYS,
            link=f"{settings.FUMIBAKO.site_url}/mail/approvals/mail/?mail={row.pk}",
        )
        send(notice, to=approver.address, domain=approver.domain)


def approve(*, actor: Actor, approver: Mailbox, key: int) -> Submission:
    """It goes out at its time, or now. Raises NotHeld."""
    row = held_mail(approver, key)
    with transaction.atomic():
        _decide(row, state=State.WAITING)
        _note(actor, "mail.approve", row)
        notice = MailApproved(subject=row.subject, recipients=row.to, by=approver.address)
        send(notice, to=row.mailbox.address, domain=row.mailbox.domain)
        transaction.on_commit(wake)
    return row


def send_back(*, actor: Actor, approver: Mailbox, key: int, reason: str) -> Submission:
    """It is a draft again, with a word to its writer. Raises NotHeld, NoReason."""
    reason = check_reason(reason)
    row = held_mail(approver, key)
    with transaction.atomic():
        _give_back(row, SentBack(by=approver.address, reason=reason))
        _note(actor, "mail.send_back", row, reason=reason)
    return row


def check_reason(text: str) -> str:
    """Raises NoReason."""
    text = one_line(text).strip()
    if not 0 < len(text) <= MAX_REASON:
        raise NoReason(most=MAX_REASON)
    return text


def give_back_old(now: datetime) -> None:
    """What nobody decided on in time."""
    old = Submission.objects.filter(state=State.HELD, begun_at__lt=now - timedelta(days=DAYS))
    for row in old.select_related("mailbox__domain"):
        with suppress(NotHeld), transaction.atomic():
            _give_back(row, NobodyApproved(days=DAYS))


def _give_back(row: Submission, why: Refused) -> None:
    """Raises NotHeld."""
    with translation.override(settings.LANGUAGE_CODE):
        words = str(why)
    _decide(row, state=State.FAILED, trouble=words)
    link = f"{settings.FUMIBAKO.site_url}/mail/outbox/"
    notice = MailSentBack(subject=row.subject, recipients=row.to, reason=words, link=link)
    send(notice, to=row.mailbox.address, domain=row.mailbox.domain)


def _decide(row: Submission, **values: object) -> None:
    """Of two deciding at once the first one does. Raises NotHeld."""
    same = Submission.objects.filter(pk=row.pk, state=State.HELD, approved=row.approved)
    if not same.update(**values):
        raise NotHeld


def _note(actor: Actor, action: str, row: Submission, **details: str) -> None:
    facts = {"message_id": row.message_id, "recipients": row.to}
    record(actor, action, row.mailbox.address, customer_number=row.mailbox.domain.customer.number, **facts, **details)
