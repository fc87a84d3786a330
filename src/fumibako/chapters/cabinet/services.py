"""Changing the cabinet (E5): what the administrator allows, and what a user hands out, asks for and deletes."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.cabinet import errors, mails, rules, store, uploading
from fumibako.chapters.cabinet.models import FileRequest, Link, LinkedFile, Policy, Seat, StoredFile
from fumibako.chapters.cabinet.queries import check_requests, check_use, seats_max, seats_of
from fumibako.chapters.cabinet.uploading import Coming, Part
from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.formats.passwords import hash_password

Row = TypeVar("Row", Link, FileRequest)
TOKEN_BYTES = 24  # 192 bits


@dataclass(frozen=True)
class Made(Generic[Row]):
    """address: what is given to others. It is nowhere else: the row keeps a hash."""

    row: Row
    address: str


def set_policy(
    *,
    actor: Actor,
    customer: Customer,
    is_open: bool,
    takes_files: bool,
    needs_password: bool,
    passes_unscanned: bool,
    max_days: int,
    max_file_gigabytes: int,
) -> Policy:
    """For what is made from now on; is_open and passes_unscanned for links that are out, too. Raises BadLimit."""
    values = {
        "is_open": is_open,
        "takes_files": takes_files,
        "needs_password": needs_password,
        "passes_unscanned": passes_unscanned,
        "max_days": rules.check_number("max_days", max_days, 1, rules.MAX_DAYS),
        "max_file_bytes": rules.GIGABYTE
        * rules.check_number("max_file_gigabytes", max_file_gigabytes, 1, rules.MAX_FILE_GIGABYTES),
    }
    with transaction.atomic():
        policy, _ = Policy.objects.update_or_create(customer=customer, defaults=values)
        record(actor, "cabinet.set_policy", customer.number, customer_number=customer.number, **values)
    return policy


def choose_seats(*, actor: Actor, domain: Domain, addresses: Collection[str]) -> int:
    """These accounts of the domain, and no others of it; return how many. Raises NotInContract, TooManySeats."""
    customer = domain.customer
    with transaction.atomic():
        locked_contract_of(customer)
        there = Seat.objects.filter(mailbox__domain=domain)
        there.exclude(mailbox__address__in=addresses).delete()
        known = set(there.values_list("mailbox_id", flat=True))
        wanted = accounts_of(domain).filter(address__in=addresses).exclude(pk__in=known)
        Seat.objects.bulk_create(Seat(mailbox=mailbox) for mailbox in wanted)
        rules.check_seats(seats_of(customer).count(), seats_max(customer))
        number = there.count()
        record(actor, "cabinet.choose", domain.name, customer_number=customer.number, accounts=number)
    return number


def add_file(*, actor: Actor, mailbox: Mailbox, name: str, size: int, pieces: Iterable[bytes]) -> StoredFile:
    """All of it at once. Raises what check_use and uploading.whole raise."""
    coming = Coming(mailbox, check_use(mailbox), name, size, secrets.token_hex(16))
    file = uploading.whole(coming, pieces)
    _note(actor, "cabinet.upload", mailbox, name=file.name)
    return file


def add_part(*, actor: Actor, coming: Coming, offset: int, part: Part) -> StoredFile:
    """The next part of a file of the user's own. Raises what uploading.begin and uploading.add raise."""
    file = uploading.begin(coming)
    file = uploading.add(coming, file, offset, part)
    if file.is_whole:
        _note(actor, "cabinet.upload", coming.mailbox, name=file.name)
    return file


def delete_file(*, actor: Actor, file: StoredFile) -> None:
    """For good; links to it lose it."""
    with transaction.atomic():
        file.delete()
        _note(actor, "cabinet.delete", file.mailbox, name=file.name)
        transaction.on_commit(lambda: store.remove((file.key,)))


def add_link(
    *,
    actor: Actor,
    mailbox: Mailbox,
    files: Sequence[str],
    days: int,
    password: str = "",
    max_downloads: int = 0,
    recipients: Sequence[str] = (),
    is_checked: bool = False,
    is_mailed: bool = False,
    note: str = "",
) -> Made[Link]:
    """files: keys. is_checked: only the recipients, by a code that is mailed to them; is_mailed: they get the link by
    mail. Files stay as long as the link. Raises what check_use and the rules raise."""
    policy = check_use(mailbox)
    chosen = list(mailbox.cabinet_files.filter(key__in=files, expires_at__gt=timezone.now()))
    if not files:
        raise errors.NothingChosen
    if len(chosen) != len(set(files)):
        raise errors.NoSuchFile
    for file in chosen:
        rules.check_linkable(file, policy)
    until = timezone.now() + timedelta(days=rules.check_days(days, policy))
    addresses = rules.check_recipients(recipients)
    if (is_checked or is_mailed) and not addresses:
        raise errors.NobodyToMail
    secret = rules.check_link_password(password, policy)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = Link(
        mailbox=mailbox,
        token_hash=hash_of(token),
        note=rules.check_note(note),
        password_hash=hash_password(secret) if secret else "",
        max_downloads=rules.check_downloads(max_downloads),
        recipients=addresses if is_checked else [],
        created_at=timezone.now(),
        expires_at=until,
    )
    address = settings.FUMIBAKO.site_url + reverse("membersite:cabinet_link", args=(token,))
    with transaction.atomic():
        link.save()
        LinkedFile.objects.bulk_create(LinkedFile(link=link, file=file) for file in chosen)
        StoredFile.objects.filter(pk__in=[file.pk for file in chosen], expires_at__lt=until).update(expires_at=until)
        _note(actor, "cabinet.link", mailbox, names=[file.name for file in chosen[:20]], days=days)
        if is_mailed:
            mails.link_made(link, address, addresses)
    return Made(link, address)


def end_link(*, actor: Actor, link: Link) -> None:
    """It works no longer, from the next request on."""
    with transaction.atomic():
        Link.objects.filter(pk=link.pk, ended_at=None).update(ended_at=timezone.now())
        _note(actor, "cabinet.end_link", link.mailbox, name=link.note)


def add_request(
    *, actor: Actor, mailbox: Mailbox, note: str, days: int, max_gigabytes: int, password: str = ""
) -> Made[FileRequest]:
    """Raises what check_requests and the rules raise."""
    policy = check_requests(mailbox)
    most = rules.check_number("max_gigabytes", max_gigabytes, 1, rules.MAX_FILE_GIGABYTES)
    secret = rules.check_link_password(password, policy)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = FileRequest(
        mailbox=mailbox,
        token_hash=hash_of(token),
        note=rules.check_note(note, is_needed=True),
        password_hash=hash_password(secret) if secret else "",
        max_bytes=most * rules.GIGABYTE,
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=rules.check_days(days, policy)),
    )
    with transaction.atomic():
        row.save()
        _note(actor, "cabinet.request", mailbox, name=row.note, days=days)
    return Made(row, settings.FUMIBAKO.site_url + reverse("membersite:cabinet_request", args=(token,)))


def end_request(*, actor: Actor, request: FileRequest) -> None:
    """What has come by it stays."""
    with transaction.atomic():
        FileRequest.objects.filter(pk=request.pk, ended_at=None).update(ended_at=timezone.now())
        _note(actor, "cabinet.end_request", request.mailbox, name=request.note)


def hash_of(token: str) -> str:
    """A token has more bits than anybody can guess; a plain hash tells nothing of it."""
    return hashlib.sha256(token[:100].encode("utf-8", "replace")).hexdigest()


def _note(actor: Actor, action: str, mailbox: Mailbox, **details: object) -> None:
    record(actor, action, mailbox.address, customer_number=mailbox.domain.customer.number, **details)
