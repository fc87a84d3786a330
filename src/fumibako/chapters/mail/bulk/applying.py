"""One line of a sheet, done by the services that the pages call."""

from fumibako.chapters.identity.logins.services import NewPassword
from fumibako.chapters.mail.accounts import rules, services
from fumibako.chapters.mail.accounts.errors import NoSuchAccount
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.bulk import columns, errors
from fumibako.chapters.mail.bulk.columns import Action
from fumibako.chapters.mail.bulk.plan import action_of
from fumibako.chapters.mail.bulk.sheet import Entry
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.tenancy.models import Domain


def apply(
    *, actor: Actor, entry: Entry, domain: Domain, password: NewPassword | None, changes_existing: bool
) -> Action | None:
    """Inside a transaction. Returns what was done; None: all of it was so already. password: of a new account,
    and of one that is changed if the line has one. Raises what the accounts' services raise, AlreadyAnAccount,
    OwnPassword, AnotherAdministrator."""
    mailbox = account(entry.address)
    match action_of(entry, is_there=mailbox is not None, changes_existing=changes_existing):
        case Action.ADD if mailbox is not None:
            raise errors.AlreadyAnAccount(address=entry.address)
        case Action.ADD:
            _add(actor, entry, domain, password)
            return Action.ADD
        case _ if mailbox is None:
            raise NoSuchAccount(address=entry.address)
        case Action.DELETE:
            rules.check_may_change(actor, mailbox)
            services.delete_account(actor=actor, mailbox=mailbox)
            return Action.DELETE
        case _:
            rules.check_may_change(actor, mailbox)
            return Action.CHANGE if _change(actor, entry, mailbox, password) else None


def _add(actor: Actor, entry: Entry, domain: Domain, password: NewPassword | None) -> None:
    made = services.add_account(
        actor=actor,
        domain=domain,
        local_part=entry.local_part,
        display_name=entry.display_name,
        password=password,
        quota_bytes=entry.quota_bytes,
    )
    if entry.is_suspended:
        services.suspend_account(actor=actor, mailbox=made.mailbox)


def _change(actor: Actor, entry: Entry, mailbox: Mailbox, password: NewPassword | None) -> bool:
    """Whether anything was different."""
    name = entry.display_name if entry.display_name not in ("", mailbox.display_name) else None
    # As it was written in the list: a size is not changed by having been rounded there.
    is_resized = entry.quota_bytes is not None and columns.gigabytes(entry.quota_bytes) != columns.gigabytes(
        mailbox.quota_bytes
    )
    if name is not None or is_resized:
        quota = entry.quota_bytes if is_resized else None
        services.change_account(actor=actor, mailbox=mailbox, display_name=name, quota_bytes=quota)
    if entry.password:
        if actor.name == mailbox.address:
            raise errors.OwnPassword
        services.set_password(actor=actor, mailbox=mailbox, password=password)
    is_switched = entry.is_suspended is not None and entry.is_suspended != mailbox.is_suspended
    if is_switched:
        switch = services.suspend_account if entry.is_suspended else services.resume_account
        switch(actor=actor, mailbox=mailbox)
    return bool(name is not None or is_resized or entry.password or is_switched)
