"""Everything that is done to mail accounts (B1). Rules, row, audit entry and publication in one transaction."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import NewPassword
from fumibako.chapters.mail.accounts import errors, rules
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import alias_addresses_of, shared_with
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.tenancy.roles import Role
from fumibako.machine.state import Aspect

ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class NewAccount:
    """password: what was given or generated; it is known here and now and never again."""

    mailbox: Mailbox
    password: str


def add_account(
    *,
    actor: Actor,
    domain: Domain,
    local_part: str,
    display_name: str = "",
    password: str | NewPassword | None = None,
    quota_bytes: int | None = None,
) -> NewAccount:
    """password None: generated. quota_bytes None: the contract's. Raises UnreadableAddress, OtherDomain, ReservedName,
    AddressTaken, StillBeingRemoved, BadPassword, BadQuota, BadDisplayName, AccountsExhausted."""
    local_part = rules.check_local_part(local_part, domain.name)
    return _add(actor, domain, local_part, display_name, password, quota_bytes, is_administrator=False)


def add_administrator(*, actor: Actor, domain: Domain, password: str | NewPassword | None = None) -> NewAccount:
    """The account administrator@DOMAIN that a new customer starts with. Raises BadPassword."""
    return _add(actor, domain, ADMINISTRATOR, "", password, None, is_administrator=True)


def _add(
    actor: Actor,
    domain: Domain,
    local_part: str,
    display_name: str,
    password: str | NewPassword | None,
    quota_bytes: int | None,
    *,
    is_administrator: bool,
) -> NewAccount:
    address = f"{local_part}@{domain.name}"
    display_name = rules.check_display_name(display_name)
    new = _new_password(address, password)
    with transaction.atomic():
        contract = locked_contract_of(domain.customer)
        quota_bytes = rules.check_quota(contract.mailbox_quota_bytes if quota_bytes is None else quota_bytes)
        rules.check_free(address)
        rules.check_limit(domain.customer, contract.accounts_max)
        try:
            login = Login.objects.create(
                kind=Login.Kind.MEMBER, name=address, password_hash=new.hashed, customer=domain.customer
            )
            mailbox = Mailbox.objects.create(
                login=login,
                domain=domain,
                local_part=local_part,
                address=address,
                display_name=display_name,
                quota_bytes=quota_bytes,
                is_administrator=is_administrator,
                role=Role.EVERYTHING if is_administrator else Role.NONE,
            )
        except IntegrityError as error:
            raise errors.AddressTaken(address=address) from error
        _changed(actor, "account.add", mailbox, quota_bytes=quota_bytes)
        publishing.request(Aspect.ALIAS, *alias_addresses_of(mailbox))
    return NewAccount(mailbox, new.text)


def change_account(
    *, actor: Actor, mailbox: Mailbox, display_name: str | None = None, quota_bytes: int | None = None
) -> None:
    """None: as it is. Raises BadDisplayName, BadQuota, NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        if display_name is not None:
            mailbox.display_name = rules.check_display_name(display_name)
        if quota_bytes is not None:
            mailbox.quota_bytes = rules.check_quota(quota_bytes)
        mailbox.save(update_fields=["display_name", "quota_bytes"])
        _changed(actor, "account.change", mailbox, quota_bytes=mailbox.quota_bytes)
        if display_name is not None:  # auto-replies are signed with it
            publishing.request(Aspect.SIEVE, mailbox.address)


def set_password(*, actor: Actor, mailbox: Mailbox, password: str | NewPassword | None = None, before: str = "") -> str:
    """Return the new password, generated where none is given. The account's sessions end.

    before: the mark of the password that it is to replace, "" for whatever there is. The same form sent again later,
    by a reload, changes nothing. Raises BadPassword, ChangedMeanwhile, NoSuchAccount.
    """
    new = _new_password(mailbox.address, password)
    with transaction.atomic():
        lock(mailbox)
        if logins.set_password(login=mailbox.login, new=new, before=before):
            _changed(actor, "account.set_password", mailbox)
    return new.text


def suspend_account(*, actor: Actor, mailbox: Mailbox) -> None:
    """It neither logs in nor receives nor sends; its mail stays. Raises IsAdministrator, NoSuchAccount."""
    if mailbox.is_administrator:
        raise errors.IsAdministrator
    _set_suspended(actor, mailbox, "account.suspend", is_suspended=True)


def resume_account(*, actor: Actor, mailbox: Mailbox) -> None:
    """Its sessions do not come back. Raises NoSuchAccount."""
    _set_suspended(actor, mailbox, "account.resume", is_suspended=False)


def delete_account(*, actor: Actor, mailbox: Mailbox) -> None:
    """The account and its mail are gone for good. Raises IsAdministrator, NoSuchAccount."""
    if mailbox.is_administrator:
        raise errors.IsAdministrator
    with transaction.atomic():
        lock(mailbox)
        publishing.request(Aspect.SIEVE, mailbox.address)
        publishing.request(Aspect.ALIAS, *alias_addresses_of(mailbox))
        publishing.request(Aspect.ACCOUNT, *shared_with(mailbox.address))
        caught = Domain.objects.filter(catch_all__mailbox=mailbox).values_list("name", flat=True)
        publishing.request(Aspect.DOMAIN, *caught)
        _changed(actor, "account.delete", mailbox)
        mailbox.login.delete()


def _set_suspended(actor: Actor, mailbox: Mailbox, action: str, *, is_suspended: bool) -> None:
    with transaction.atomic():
        lock(mailbox)
        logins.set_suspended(login=mailbox.login, is_suspended=is_suspended)
        _changed(actor, action, mailbox)


def _new_password(address: str, password: str | NewPassword | None) -> NewPassword:
    """Raises BadPassword."""
    return password if isinstance(password, NewPassword) else logins.new_password(address, password)


def lock(mailbox: Mailbox) -> None:
    """Make the row what it is now; nobody else changes it until this transaction ends. Raises NoSuchAccount."""
    try:
        mailbox.refresh_from_db(from_queryset=Mailbox.objects.select_for_update())
    except Mailbox.DoesNotExist as error:
        raise errors.NoSuchAccount(address=mailbox.address) from error


def _changed(actor: Actor, action: str, mailbox: Mailbox, **details: object) -> None:
    record(actor, action, mailbox.address, customer_number=mailbox.domain.customer.number, **details)
    publishing.request(Aspect.ACCOUNT, mailbox.address)
