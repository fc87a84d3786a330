"""Uploading a list of accounts, registering it (B2), and writing one (B3)."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.bulk import columns, errors, queries
from fumibako.chapters.mail.bulk.columns import Action
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.sheet import parse
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.formats import csvfile
from fumibako.machine.formats.csvfile import Charset

KEPT = timedelta(days=1)


def store(
    *,
    owner: str,
    customer: Customer | None,
    domain: Domain | None,
    file_name: str,
    content: bytes,
    changes_existing: bool = False,
) -> Upload:
    """Keep a file to be looked at and registered. Raises UnreadableFile, NoAddressColumn, TwoColumns."""
    parse(content, domains=(), default="")
    return Upload.objects.create(
        owner=owner,
        customer=customer,
        domain=domain,
        file_name=file_name[:200],
        stored=files.store(content),
        changes_existing=changes_existing,
    )


def change_existing(upload: Upload) -> None:
    """Lines that would add an account that is there change it."""
    upload.changes_existing = True
    upload.save(update_fields=["changes_existing"])


def start(*, actor: Actor, upload: Upload, kind: JobKind, deletions: int) -> Job:
    """Register the list as a job; sent twice, it is one. deletions: how many accounts the reader knows will be
    deleted. Raises FileGone, DeletionsNotConfirmed."""
    number = queries.preview_of(upload, actor=actor).deletions
    with transaction.atomic():
        upload.refresh_from_db(from_queryset=Upload.objects.select_for_update())
        if upload.job:
            return upload.job
        if number != deletions:
            raise errors.DeletionsNotConfirmed(number=f"{number:,}")
        customer_number = upload.customer.number if upload.customer else ""
        upload.job = kind.enqueue(
            actor=actor, owner=upload.owner, customer_number=customer_number, upload=str(upload.pk)
        )
        upload.save(update_fields=["job"])
        record(actor, "accounts.import", upload.file_name, customer_number=customer_number, job=str(upload.job.pk))
    return upload.job


def export(*, actor: Actor, domain: Domain, charset: Charset) -> bytes:
    """The domain's accounts as a list that can be registered again; no passwords. Raises UnwritableName."""
    titles = columns.titles()
    header = [title for column, title in titles.items() if column is not columns.Column.PASSWORD]
    accounts = list(accounts_of(domain))
    try:
        content = csvfile.write([header, *map(_exported, accounts)], charset)
    except UnicodeEncodeError as error:
        raise _unwritable(accounts, charset) from error
    record(actor, "accounts.export", domain.name, customer_number=domain.customer.number, number=len(accounts))
    return content


def _exported(mailbox: Mailbox) -> list[str]:
    """In the order of columns.titles."""
    return [
        columns.action_title(Action.CHANGE),
        csvfile.guarded(mailbox.address),
        csvfile.guarded(mailbox.display_name),
        columns.gigabytes(mailbox.quota_bytes),
        columns.status_title(mailbox.is_suspended),
    ]


def _unwritable(accounts: Collection[Mailbox], charset: Charset) -> errors.UnwritableName:
    for mailbox in accounts:
        try:
            mailbox.display_name.encode(charset)
        except UnicodeEncodeError:
            return errors.UnwritableName(name=mailbox.display_name, address=mailbox.address)
    raise ValueError("every name can be written")


def forget_file(upload: Upload) -> None:
    """It may hold passwords."""
    files.remove(upload.stored)


def forget(upload: Upload) -> None:
    forget_file(upload)
    upload.delete()


def forget_old() -> int:
    """Delete uploads that nobody registered, or whose job has ended, after a day. Returns how many there were."""
    old = Upload.objects.filter(created_at__lt=timezone.now() - KEPT).select_related("job")
    ended = [upload for upload in old if upload.job is None or upload.job.has_ended]
    for upload in ended:
        forget(upload)
    return len(ended)
