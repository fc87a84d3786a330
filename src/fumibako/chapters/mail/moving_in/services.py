"""Starting a move (B15)."""

from collections.abc import Collection
from dataclasses import asdict

from django.db import transaction

from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.accounts.rules import check_may_change
from fumibako.chapters.mail.moving_in import errors
from fumibako.chapters.mail.moving_in.sheet import Entry, packed
from fumibako.chapters.mail.moving_in.source import Server
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.tenancy.models import Customer


def start(
    *, actor: Actor, customer: Customer, server: Server, entries: Collection[Entry], owner: str, kind: JobKind
) -> Job:
    """Copy these mailboxes of the customer's. The passwords lie in a file until the job ends, never in its row. Raises
    NotOurAddress, AnotherAdministrator."""
    for entry in entries:
        mailbox = account(entry.address)
        if mailbox is None or mailbox.domain.customer_id != customer.pk:
            raise errors.NotOurAddress(address=entry.address)
        check_may_change(actor, mailbox)
    stored = files.store(packed(entries))
    with transaction.atomic():
        job = kind.enqueue(
            actor=actor, owner=owner, customer_number=customer.number, server=asdict(server), stored=stored
        )
        for entry in entries:
            record(actor, "mail.move_in", entry.address, customer_number=customer.number, host=server.host)
    return job
