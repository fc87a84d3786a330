"""Accounts for programs. Each function raises what its service raises.

"password" in an answer: only one that was generated; what was given is not repeated. "publication": "live" when the
daemons know it, which is what these functions wait for.
"""

import contextlib
from typing import Any

from fumibako.chapters.mail.accounts import errors, queries, services
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.rules import check_may_change, read_address
from fumibako.groundwork.programs import Facts, Given, NewPassword, Password, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_address, parse_domain
from fumibako.machine.state import Aspect


class AccountFacts(Facts):
    address: str
    display_name: str
    quota_bytes: int
    is_administrator: bool
    is_suspended: bool


class SettledAccount(AccountFacts):
    publication: Publication
    password: str | None = None


class DeletedAccount(Facts):
    address: str
    publication: Publication


class NewAccount(Given):
    """quota_bytes: the contract's where it is left out."""

    address: Text
    display_name: Text = ""
    password: Password = None
    quota_bytes: int | None = None


class AccountChange(Given):
    """What is left out stays as it is."""

    display_name: Text | None = None
    quota_bytes: int | None = None


def listed(request: ProgramRequest, domain: Text | None = None) -> list[AccountFacts]:
    """Every account, or those of one domain."""
    domains = [domain_here(request, domain)] if domain else request.caller.domains
    return [AccountFacts(**_facts(mailbox)) for domain in domains for mailbox in queries.accounts_of(domain)]


def add(request: ProgramRequest, given: NewAccount) -> SettledAccount:
    """Add an account."""
    local_part, domain = address_here(request, given.address)
    made = services.add_account(
        actor=request.caller.actor,
        domain=domain,
        local_part=local_part,
        display_name=given.display_name,
        password=given.password,
        quota_bytes=given.quota_bytes,
    )
    return _settled(made.mailbox, **({"password": made.password} if given.password is None else {}))


def show(request: ProgramRequest, address: Text) -> AccountFacts:
    """One account."""
    return AccountFacts(**_facts(account_here(request, address)))


def change(request: ProgramRequest, address: Text, given: AccountChange) -> SettledAccount:
    """Change an account's display name or size."""
    mailbox = account_here(request, address)
    services.change_account(actor=request.caller.actor, mailbox=mailbox, **given.model_dump())
    return _settled(mailbox)


def set_password(request: ProgramRequest, address: Text, given: NewPassword | None = None) -> SettledAccount:
    """Give an account another password. Its sessions end."""
    mailbox, password = account_here(request, address), given.password if given else None
    new = services.set_password(actor=request.caller.actor, mailbox=mailbox, password=password)
    return _settled(mailbox, **({"password": new} if password is None else {}))


def suspend(request: ProgramRequest, address: Text) -> SettledAccount:
    """Suspend an account: no login, no mail; what is there stays."""
    services.suspend_account(actor=request.caller.actor, mailbox=(mailbox := account_here(request, address)))
    return _settled(mailbox)


def resume(request: ProgramRequest, address: Text) -> SettledAccount:
    """End a suspension."""
    services.resume_account(actor=request.caller.actor, mailbox=(mailbox := account_here(request, address)))
    return _settled(mailbox)


def delete(request: ProgramRequest, address: Text) -> DeletedAccount:
    """Delete an account and its mail for good."""
    services.delete_account(actor=request.caller.actor, mailbox=(mailbox := account_here(request, address)))
    return DeletedAccount(address=mailbox.address, publication=wait_until_settled(Aspect.ACCOUNT, mailbox.address))


def address_here(request: ProgramRequest, address: str) -> tuple[str, Domain]:
    """The local part and the domain of a new address; a local part alone is one in the caller's only domain. Raises
    UnreadableAddress, NoSuchDomain."""
    names = request.caller.domains.order_by().values_list("name", flat=True)[:2]
    local_part, name = read_address(address, names[0] if len(names) == 1 else "", "address")
    return local_part, domain_here(request, name)


def domain_here(request: ProgramRequest, name: str) -> Domain:
    """The caller's domain of that name. Raises NoSuchDomain: another customer's is nobody's."""
    with contextlib.suppress(BadAddress):
        if domain := request.caller.domains.filter(name=parse_domain(name)).first():
            return domain
    raise errors.NoSuchDomain(domain=name[:80])


def account_here(request: ProgramRequest, address: str) -> Mailbox:
    """The account of that address in a domain of the caller's. Raises NoSuchAccount, and AnotherAdministrator where it
    is to be changed and the role is not enough."""
    mailbox = None
    with contextlib.suppress(BadAddress):
        found = queries.accounts().filter(domain__in=request.caller.domains.order_by())
        mailbox = found.filter(address=parse_address(address)).first()
    if mailbox is None:
        raise errors.NoSuchAccount(address=address[:80])
    if request.method != "GET":
        check_may_change(request.caller.actor, mailbox)
    return mailbox


def _settled(mailbox: Mailbox, **password: Any) -> SettledAccount:
    publication = wait_until_settled(Aspect.ACCOUNT, mailbox.address)
    return SettledAccount(**_facts(mailbox), publication=publication, **password)


def _facts(mailbox: Mailbox) -> dict[str, Any]:
    return {
        "address": mailbox.address,
        "display_name": mailbox.display_name,
        "quota_bytes": mailbox.quota_bytes,
        "is_administrator": mailbox.is_administrator,
        "is_suspended": mailbox.is_suspended,
    }
