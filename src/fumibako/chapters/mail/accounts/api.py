"""Accounts for programs: plain values in, plain values out. Each function raises what its service raises.

"password" in an answer: only one that was generated; what was given is not repeated. "publication": "live" when the
daemons know it, which is what these functions wait for.
"""

import contextlib
from typing import Any

from fumibako.chapters.mail.accounts import errors, queries, services
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.rules import Values
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_address, parse_domain
from fumibako.machine.state import Aspect


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    """domain: only that domain's."""
    name = values.text_or_none("domain")
    values.end()
    domains = [_domain(name)] if name else Domain.objects.order_by("name")
    return [_facts(mailbox) for domain in domains for mailbox in queries.accounts_of(domain)]


def add(actor: Actor, values: Values) -> dict[str, Any]:
    address = values.text("address")
    display_name, password = values.text("display_name", ""), values.text_or_none("password")
    quota = values.number_or_none("quota_bytes")
    values.end()
    try:
        local_part, _, name = parse_address(address).partition("@")
    except BadAddress as error:
        raise errors.UnreadableAddress(error) from error
    made = services.add_account(
        actor=actor,
        domain=_domain(name),
        local_part=local_part,
        display_name=display_name,
        password=password,
        quota_bytes=quota,
    )
    return {**_settled(made.mailbox), **({"password": made.password} if password is None else {})}


def set_password(actor: Actor, values: Values, address: str) -> dict[str, Any]:
    password = values.text_or_none("password")
    values.end()
    mailbox = _found(address)
    new = services.set_password(actor=actor, mailbox=mailbox, password=password)
    return {**_settled(mailbox), **({"password": new} if password is None else {})}


def suspend(actor: Actor, values: Values, address: str) -> dict[str, Any]:
    values.end()
    services.suspend_account(actor=actor, mailbox=(mailbox := _found(address)))
    return _settled(mailbox)


def resume(actor: Actor, values: Values, address: str) -> dict[str, Any]:
    values.end()
    services.resume_account(actor=actor, mailbox=(mailbox := _found(address)))
    return _settled(mailbox)


def delete(actor: Actor, values: Values, address: str) -> dict[str, Any]:
    values.end()
    services.delete_account(actor=actor, mailbox=(mailbox := _found(address)))
    return {"address": mailbox.address, "publication": wait_until_settled(Aspect.ACCOUNT, mailbox.address)}


def _domain(name: str) -> Domain:
    with contextlib.suppress(BadAddress):
        if domain := Domain.objects.select_related("customer").filter(name=parse_domain(name)).first():
            return domain
    raise errors.NoSuchDomain(domain=name[:80])


def _found(address: str) -> Mailbox:
    with contextlib.suppress(BadAddress):
        if mailbox := queries.account(parse_address(address)):
            return mailbox
    raise errors.NoSuchAccount(address=address[:80])


def _settled(mailbox: Mailbox) -> dict[str, Any]:
    return {**_facts(mailbox), "publication": wait_until_settled(Aspect.ACCOUNT, mailbox.address)}


def _facts(mailbox: Mailbox) -> dict[str, Any]:
    return {
        "address": mailbox.address,
        "display_name": mailbox.display_name,
        "quota_bytes": mailbox.quota_bytes,
        "is_administrator": mailbox.is_administrator,
        "is_suspended": mailbox.is_suspended,
    }
