"""Restoring mail (B17)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.mail_restore import errors
from fumibako.chapters.mail.mail_restore.jobs import restore
from fumibako.chapters.mail.mail_restore.queries import folders_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs.models import Job


def restore_mail(
    *, actor: Actor, mailbox: Mailbox, day: date, folders: Sequence[str] | None, owner: str, is_own: bool
) -> Job:
    """Begin to bring back what these folders (None: all) had on that day and have no more. Raises NoCopy, NoFolder,
    CopiesAway."""
    there = [folder.name for folder in folders_of(mailbox, day, is_own=is_own)]
    chosen = there if folders is None else [name for name in there if name in folders]
    if not chosen:
        raise errors.NoFolder
    return _begin(actor, mailbox, owner, {"day": day.isoformat(), "folders": chosen}, None)


def restore_chosen(
    *, actor: Actor, mailbox: Mailbox, day: date, folder: str, uids: Sequence[int], owner: str, is_own: bool
) -> Job:
    """Begin to bring back these mails of a folder, by their UIDs in the copy. Raises NoCopy, NoFolder, NoMail,
    CopiesAway."""
    if folder not in {each.name for each in folders_of(mailbox, day, is_own=is_own)}:
        raise errors.NoFolder
    if not uids:
        raise errors.NoMail
    details = {"day": day.isoformat(), "folders": [folder], "mails": len(uids)}
    return _begin(actor, mailbox, owner, details, sorted(set(uids)))


def _begin(actor: Actor, mailbox: Mailbox, owner: str, details: dict[str, Any], uids: list[int] | None) -> Job:
    number = mailbox.domain.customer.number
    with transaction.atomic():
        job = restore.enqueue(
            actor=actor,
            owner=owner,
            customer_number=number,
            address=mailbox.address,
            day=details["day"],
            folders=details["folders"],
            uids=uids,
        )
        record(actor, "mail.restore", mailbox.address, customer_number=number, **details)
    return job
