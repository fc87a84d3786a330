"""Giving and taking roles (B1)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.administrators import errors
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.roles import Role


def set_role(*, actor: Actor, mailbox: Mailbox, role: str) -> None:
    """What the account's user may do in the administrator menu, from the next page on. Raises NoSuchRole, FixedRole,
    OwnRole, NoSuchAccount."""
    if role not in Role.values:
        raise errors.NoSuchRole(role=role[:20])
    if actor.name == mailbox.address:
        raise errors.OwnRole
    with transaction.atomic():
        lock(mailbox)
        if mailbox.is_administrator:
            raise errors.FixedRole(address=mailbox.address)
        mailbox.role = role
        mailbox.save(update_fields=["role"])
        record(actor, "account.set_role", mailbox.address, customer_number=mailbox.domain.customer.number, role=role)
