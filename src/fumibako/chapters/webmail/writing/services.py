"""Drafts, and sending (C1)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts.services import remember
from fumibako.chapters.webmail.imap import Away, Full, Gone, Session
from fumibako.chapters.webmail.writing.draft import Draft, Kind, as_draft, as_mail
from fumibako.chapters.webmail.writing.errors import AlreadySent, Uncertain
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.rules import check_number, check_recipients, check_size
from fumibako.chapters.webmail.writing.submitting import submit
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.mime import Person

REMEMBERED = timedelta(days=30)


def save_draft(*, session: Session, mailbox: Mailbox, draft: Draft, replaces: int | None) -> int:
    """Return its UID in the drafts' folder. The one that it replaces goes after that. Raises Away, Full."""
    folder = session.name_of("Drafts")
    uid = session.add(folder, as_draft(draft, _sender(mailbox), timezone.localtime()), ("\\Draft", "\\Seen"))
    if replaces:
        session.delete(folder, [replaces])
    return uid


def discard_draft(*, session: Session, uid: int) -> None:
    """Into the trash. Raises Away."""
    session.move(session.name_of("Drafts"), [uid], session.name_of("Trash"))


def taken(mailbox: Mailbox, draft: Draft) -> Submission | None:
    """The mail of this Message-ID that was sent, or is under way."""
    return Submission.objects.filter(mailbox=mailbox, message_id=draft.message_id).first()


def send(*, session: Session, mailbox: Mailbox, draft: Draft, stored: int | None) -> bool:
    """Send the mail, keep a copy with the sent mails, and be done with its draft. stored: the draft's UID.

    Return whether the copy was kept. Raises what its rules and submit() raise, and AlreadySent; the draft stays then.
    """
    people = tuple(person for text in (draft.to, draft.cc, draft.bcc) for person in check_recipients(text))
    check_number(people)
    check_size(draft.files)
    submission = _take(mailbox, draft)
    sender, at = _sender(mailbox), timezone.localtime()
    recipients = [*dict.fromkeys(person.address for person in people)]
    try:
        submit(settings.FUMIBAKO, mailbox.address, recipients, as_mail(draft, sender, at, with_bcc=False))
    except Uncertain:
        raise
    except Refused:
        submission.delete()
        raise
    Submission.objects.filter(pk=submission.pk).update(sent_at=timezone.now())
    remember(mailbox=mailbox, people=people, at=timezone.now())
    return _filed(session, draft, as_mail(draft, sender, at, with_bcc=True), stored)


def confirm_recipients(*, actor: Actor, mailbox: Mailbox, draft: Draft, outside: Sequence[str]) -> None:
    """Note that its user looked at the recipients outside before the mail went to them."""
    number = mailbox.domain.customer.number
    details = {"message_id": draft.message_id, "recipients": [*outside]}
    record(actor, "mail.confirm_recipients", mailbox.address, customer_number=number, **details)


def _take(mailbox: Mailbox, draft: Draft) -> Submission:
    """Raises AlreadySent."""
    now = timezone.now()
    Submission.objects.filter(mailbox=mailbox, begun_at__lt=now - REMEMBERED).delete()
    try:
        with transaction.atomic():
            return Submission.objects.create(
                mailbox=mailbox, message_id=draft.message_id, digest=draft.digest(), begun_at=now
            )
    except IntegrityError as error:
        raise AlreadySent from error


def _filed(session: Session, draft: Draft, copy: bytes, stored: int | None) -> bool:
    """After sending nothing may look as if it had failed."""
    try:
        session.add(session.name_of("Sent"), copy, ("\\Seen",))
        is_kept = True
    except (Away, Full, Gone):
        is_kept = False
    with suppress(Away, Gone):
        if stored and is_kept:
            session.delete(session.name_of("Drafts"), [stored])
        if draft.origin:
            flag = "\\Answered" if draft.origin.kind is Kind.REPLY else "$Forwarded"
            session.mark(draft.origin.folder, [draft.origin.uid], flag, is_on=True)
    return is_kept


def _sender(mailbox: Mailbox) -> Person:
    return Person(mailbox.display_name, mailbox.address)
