"""Drafts, and sending (C1)."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.shared.queries import may_send_as
from fumibako.chapters.webmail.contacts.services import remember
from fumibako.chapters.webmail.guard.queries import copy_to_of, needs_approval, policy_of
from fumibako.chapters.webmail.imap import Away, Full, Gone, NotAllowed, Session, answered_by_flag, shared_of
from fumibako.chapters.webmail.writing.draft import Draft, Kind, as_draft, as_mail
from fumibako.chapters.webmail.writing.errors import AlreadySent, NotApproved, Uncertain
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.rules import (
    check_number,
    check_recipients,
    check_size,
    inside_domains,
    is_inside,
)
from fumibako.chapters.webmail.writing.submitting import submit
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.mime import Person
from fumibako.machine.state.mail.shared import PREFIX

log = logging.getLogger("fumibako.webmail")
REMEMBERED = timedelta(days=30)
State = Submission.State


def save_draft(*, session: Session, mailbox: Mailbox, draft: Draft, replaces: int | None) -> int:
    """Return its UID in the drafts' folder. The one that it replaces goes after that. Raises Away, Full."""
    folder = session.name_of("Drafts")
    uid = session.add(folder, as_draft(draft, sender_of(mailbox, draft), timezone.localtime()), ("\\Draft", "\\Seen"))
    if replaces:
        session.delete(folder, [replaces])
    return uid


def discard_draft(*, session: Session, uid: int) -> None:
    """Into the trash. Raises Away."""
    session.move(session.name_of("Drafts"), [uid], session.name_of("Trash"))


def taken(mailbox: Mailbox, draft: Draft) -> Submission | None:
    """The mail of this Message-ID that was sent, waits, or is under way."""
    return Submission.objects.filter(mailbox=mailbox, message_id=draft.message_id).first()


def send(*, session: Session, mailbox: Mailbox, draft: Draft, stored: int | None) -> bool:
    """Send the mail at once, keep a copy with the sent mails, and be done with its draft. stored: the draft's UID.

    Return whether the copy was kept. Raises what its rules and submit() raise, and AlreadySent; the draft stays then.
    """
    check(draft)
    if must_be_approved(mailbox, draft):
        raise NotApproved
    submission = take(mailbox, draft, state=State.SENDING, tried_at=timezone.now(), draft_uid=stored or 0)
    row = Submission.objects.filter(pk=submission.pk)
    try:
        hand_over(mailbox, draft)
    except Uncertain:
        row.update(state=State.UNKNOWN)
        raise
    except Refused:
        submission.delete()
        raise
    row.update(state=State.SENT, sent_at=timezone.now(), filed_at=timezone.now())
    return filed(session, mailbox, draft, stored)


def check(draft: Draft) -> tuple[Person, ...]:
    """Return its recipients. Raises NoSuchAddress, NoRecipient, TooManyRecipients, TooLarge."""
    people = tuple(person for text in (draft.to, draft.cc, draft.bcc) for person in check_recipients(text))
    check_number(people)
    check_size(draft.files)
    return people


def must_be_approved(mailbox: Mailbox, draft: Draft) -> bool:
    """Before it goes out, by somebody else."""
    inside = inside_domains(mailbox.domain.customer)
    is_outside = not all(is_inside(person, inside) for person in draft.people())
    return is_outside and needs_approval(mailbox, name_of(mailbox, draft))


def hand_over(mailbox: Mailbox, draft: Draft) -> None:
    """To the submission service, with the copy that the customer's policy wants. Raises what check() and submit()
    raise."""
    people, customer = check(draft), mailbox.domain.customer
    inside, copy_to = inside_domains(customer), copy_to_of(customer)
    recipients = [person.address for person in people]
    if copy_to and not all(is_inside(person, inside) for person in people):
        recipients.append(copy_to)
    sender = sender_of(mailbox, draft)
    octets = as_mail(draft, sender, timezone.localtime(), with_bcc=False)
    submit(settings.FUMIBAKO, sender.address, [*dict.fromkeys(recipients)], octets, mailbox.address)
    try:
        with transaction.atomic():
            remember(mailbox=mailbox, people=people, at=timezone.now())
    except DatabaseError:  # the mail is out
        log.exception("%s: recipients not remembered", draft.message_id)


def copy_of(mailbox: Mailbox, draft: Draft) -> bytes:
    """What lies with the sent mails."""
    return as_mail(draft, sender_of(mailbox, draft), timezone.localtime(), with_bcc=True)


def confirm_recipients(*, actor: Actor, mailbox: Mailbox, draft: Draft, outside: Sequence[str]) -> None:
    """Note that its user looked at the recipients outside before the mail went to them."""
    number = mailbox.domain.customer.number
    details = {"message_id": draft.message_id, "recipients": [*outside]}
    record(actor, "mail.confirm_recipients", mailbox.address, customer_number=number, **details)


def take(
    mailbox: Mailbox,
    draft: Draft,
    *,
    state: State,
    draft_uid: int,
    tried_at: datetime | None = None,
    send_at: datetime | None = None,
    is_scheduled: bool = False,
    approved: str = "",
) -> Submission:
    """Raises AlreadySent."""
    now = timezone.now()
    long_ago = now - REMEMBERED
    is_old = Q(state=State.SENT, sent_at__lt=long_ago) | Q(state=State.UNKNOWN, begun_at__lt=long_ago)
    Submission.objects.filter(is_old, mailbox=mailbox).delete()
    people = ", ".join(person.name or person.address for person in draft.people())
    try:
        with transaction.atomic():
            return Submission.objects.create(
                mailbox=mailbox,
                message_id=draft.message_id,
                digest=draft.digest(),
                state=state,
                begun_at=now,
                tried_at=tried_at,
                draft=draft_uid,
                send_at=send_at,
                is_scheduled=is_scheduled,
                approved=approved,
                in_name_of=name_of(mailbox, draft),
                subject=draft.subject[:250],
                to=people[:300],
            )
    except IntegrityError as error:
        raise AlreadySent from error


def filed(session: Session, mailbox: Mailbox, draft: Draft, stored: int | None) -> bool:
    """After sending nothing may look as if it had failed."""
    try:
        add_to_sent(session, mailbox, draft)
        is_kept = True
    except (Away, Full, Gone):
        is_kept = False
    with suppress(Away, Gone):
        if stored and is_kept:
            session.delete(session.name_of("Drafts"), [stored])
        mark_answered(session, mailbox, draft)
    return is_kept


def mark_answered(session: Session, mailbox: Mailbox, draft: Draft) -> None:
    """Raises Away, Gone."""
    if draft.origin:
        flag = "\\Answered" if draft.origin.kind is Kind.REPLY else "$Forwarded"
        session.mark(draft.origin.folder, [draft.origin.uid], flag, is_on=True)
        if shared_of(draft.origin.folder) and draft.origin.kind is Kind.REPLY:
            session.mark(draft.origin.folder, [draft.origin.uid], answered_by_flag(mailbox.address), is_on=True)


def all_as_bcc(draft: Draft, mailbox: Mailbox) -> Draft:
    """The draft with its recipients hidden from each other, where they are of more companies than the policy allows."""
    customer = mailbox.domain.customer
    most, inside = policy_of(customer).most_domains, inside_domains(customer)
    open_to_all = [person for text in (draft.to, draft.cc) for person in check_recipients(text)]
    domains = {p.address.rpartition("@")[2].lower() for p in open_to_all if not is_inside(p, inside)}
    if not most or len(domains) < most:
        return draft
    hidden = ", ".join(filter(None, (draft.to, draft.cc, draft.bcc)))
    return replace(draft, to=mailbox.address, cc="", bcc=hidden)


def sender_of(mailbox: Mailbox, draft: Draft) -> Person:
    """The shared mailbox that the draft names, as long as its user may send in its name; else the own one."""
    sender = name_of(mailbox, draft) or mailbox
    return Person(sender.display_name, sender.address)


def name_of(mailbox: Mailbox, draft: Draft) -> Mailbox | None:
    """The shared mailbox in whose name it goes out, None for the own one."""
    shared = {each.address: each for each in may_send_as(mailbox)} if draft.sender else {}
    return shared.get(draft.sender)


def add_to_sent(session: Session, mailbox: Mailbox, draft: Draft) -> None:
    """A copy, once: with the sent mails of the mailbox in whose name it went, else with the own ones. Raises Away,
    Full, Gone."""
    sender = sender_of(mailbox, draft).address
    shared = f"{PREFIX}/{sender}/Sent" if sender != mailbox.address else ""
    for folder in (*([shared] if shared else []), session.name_of("Sent")):
        with suppress(*((Gone, NotAllowed) if folder == shared else ())):
            if not session.has(folder, draft.message_id):
                session.add(folder, copy_of(mailbox, draft), ("\\Seen",))
            return
