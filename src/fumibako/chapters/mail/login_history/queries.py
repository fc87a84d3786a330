"""Looking at logins, always through a scope: guardd's history, ninety days long.

A name that was somebody else's before shows nothing of that time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import counted
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.daemons.guardd.control import Guard, Noted

Scope = dict[str, Any]
EVERYTHING: Scope = {}


@dataclass(frozen=True, kw_only=True)
class Search:
    """name: a whole address. way: a protocol, "" for any. is_in: None for both. before: for the next page."""

    name: str = ""
    way: str = ""
    is_in: bool | None = None
    before: datetime | None = None


def of_mailbox(mailbox: Mailbox) -> Scope:
    return {"name": mailbox.address, "since": mailbox.created_at}


def of_domain(domain: Domain) -> list[Scope]:
    """With its alias domains, and its FTP login."""
    return [_since_it_came(row) for row in (domain, *domain.aliases.all())]


def _since_it_came(domain: Domain) -> Scope:
    """Nothing of the time when it was perhaps somebody else's."""
    return {"domains": [domain.name], "since": domain.created_at}


def of_customer(customer: Customer) -> Scope:
    """Of all its domains, its contract's logins left out: those are on My Page."""
    return {"domains": list(customer.domains.values_list("name", flat=True)), "since": customer.created_at}


def logins_of_customer(customer: Customer, search: Search, most: int) -> list[Noted]:
    """Of all its domains. Raises GuardDown."""
    return logins([_since_it_came(row) for row in customer.domains.all()], search, most)


def of_owner(login: Login) -> Scope:
    """Of somebody's My Page."""
    return {"name": counted(login), "since": login.created_at}


def of_operators(logins: Iterable[Login]) -> Scope:
    return {"names": [counted(login) for login in logins]}


def logins(scope: Scope | list[Scope], search: Search, most: int) -> list[Noted]:
    """The latest first, of several scopes together. Raises GuardDown."""
    if isinstance(scope, list):
        found = [one for each in scope for one in logins(each, search, most)]
        return sorted(found, key=lambda one: one.at, reverse=True)[:most]
    asked: Scope = {"most": most, "protocol": search.way, **scope}
    if search.name and "name" not in scope:
        asked["name"] = search.name
    if search.is_in is not None:
        asked["is_in"] = search.is_in
    if search.before is not None:
        asked["before"] = search.before
    return Guard(settings.FUMIBAKO).history(**asked)


def app_password_names(found: Sequence[Noted]) -> dict[str, str]:
    """What their owners call the app passwords of these logins, by number; those that are gone are left out."""
    numbers = {int(one.app) for one in found if one.app.isdecimal()}
    logins_ = Login.objects.filter(kind=Login.Kind.MEMBER, name__in={one.name for one in found})
    rows = logins_.filter(app_passwords__in=numbers).values_list("app_passwords__pk", "app_passwords__name")
    return {str(number): name for number, name in rows}
