"""Files as they come in, whole or in parts, from the user or from outside.

A part is taken only where the last one ended, so that two senders of one file do no harm. What counts in the disk is
what has come: it is reserved before it is written, and what a crash left reserved is put right by the next part.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.cabinet import errors, rules, store
from fumibako.chapters.cabinet.models import FileRequest, Policy, State, StoredFile
from fumibako.chapters.cabinet.queries import left_bytes
from fumibako.chapters.cabinet.scanning import scan_waiting
from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import SYSTEM

PARTS_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """length: what has really come of it."""

    length: int
    pieces: Iterable[bytes]


@dataclass(frozen=True)
class Coming:
    """stamp: the sender's word for what is in the file. request, sender: of somebody outside."""

    mailbox: Mailbox
    policy: Policy
    name: str
    size: int
    stamp: str
    request: FileRequest | None = None
    sender: str = ""

    @property
    def mark(self) -> str:
        known = (str(self.request.pk if self.request else ""), self.name, str(self.size), self.stamp)
        return hashlib.sha256("\0".join(known).encode("utf-8", "surrogatepass")).hexdigest()


def begin(coming: Coming) -> StoredFile:
    """The file as far as it has come, which may be all of it where the last answer was lost, or a new one. Raises
    BadFileName, EmptyFile, FileTooLarge, CabinetFull."""
    name = rules.check_file_name(coming.name)
    rules.check_file_size(name, coming.size, coming.policy)
    now = timezone.now()
    with transaction.atomic():
        locked_contract_of(coming.mailbox.domain.customer)
        there = coming.mailbox.cabinet_files.filter(stamp=coming.mark, expires_at__gt=now).first()
        if there and there.is_whole:
            return there
        rules.check_space(coming.size - (there.received if there else 0), _left(coming))
        return there or StoredFile.objects.create(
            mailbox=coming.mailbox,
            key=secrets.token_hex(16),
            name=name,
            size=coming.size,
            stamp=coming.mark,
            request=coming.request,
            sender=coming.sender,
            created_at=now,
            changed_at=now,
            expires_at=now + PARTS_KEPT,
        )


def add(coming: Coming, file: StoredFile, offset: int, part: Part) -> StoredFile:
    """The file with the part, or as it was where the part begins elsewhere. Raises MoreThanDeclared, CabinetFull,
    UploadBusy."""
    with store.growing(file.key) as growing:
        file.refresh_from_db()
        if file.is_whole:
            return file
        _count(coming, file, growing.size)  # what a crash left
        if offset != growing.size:
            return file
        if offset + part.length > file.size:
            raise errors.MoreThanDeclared
        _count(coming, file, offset + part.length)
        try:
            growing.add(part.pieces)
        finally:
            if growing.size != file.received:
                _count(coming, file, growing.size)
        if growing.size == file.size:
            _finish(coming, file)
    return file


def forget(coming: Coming) -> None:
    """What has come of a file that is not wanted any more."""
    for file in coming.mailbox.cabinet_files.filter(stamp=coming.mark, state=State.COMING):
        file.delete()
        store.remove((file.key,))


def whole(coming: Coming, pieces: Iterable[bytes]) -> StoredFile:
    """All at once, under a stamp of its own. Raises what begin and add raise."""
    file = begin(coming)
    try:
        return add(coming, file, 0, Part(coming.size, pieces))
    except BaseException:
        forget(coming)
        raise


def _left(coming: Coming) -> int:
    left = left_bytes(coming.mailbox.domain.customer)
    if coming.request:
        sent = sum(coming.request.files.values_list("received", flat=True))
        left = min(left, coming.request.max_bytes - sent)
    return left


def _count(coming: Coming, file: StoredFile, size: int) -> None:
    """Raises CabinetFull, where it becomes more."""
    if size == file.received:
        return
    with transaction.atomic():
        locked_contract_of(coming.mailbox.domain.customer)
        if size > file.received:
            rules.check_space(size - file.received, _left(coming))
        now = timezone.now()
        file.received, file.changed_at, file.expires_at = size, now, now + PARTS_KEPT
        file.save(update_fields=["received", "changed_at", "expires_at"])


def _finish(coming: Coming, file: StoredFile) -> None:
    now = timezone.now()
    file.state, file.changed_at, file.expires_at = State.WAITING, now, now + timedelta(days=coming.policy.max_days)
    with transaction.atomic():
        file.save(update_fields=["state", "changed_at", "expires_at"])
        scan_waiting.enqueue(actor=SYSTEM)
