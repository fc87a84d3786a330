"""Whose logins have to wait after wrong passwords: guardd counts, here are those that there are (A2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import counted
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.daemons.guardd.control import Guard, GuardDown


@dataclass(frozen=True)
class Locked:
    """tries: wrong passwords of the last hour. is_locked: until then no password is looked at; else each try is slowed
    down."""

    login: Login
    tries: int
    until: datetime
    is_locked: bool


def locked_in(domain: Domain) -> list[Locked]:
    """Accounts of a domain."""
    return _locked(Login.objects.filter(mailbox__domain=domain), domains=[domain.name])


def locked_of(customer: Customer) -> list[Locked]:
    """Accounts of all its domains, and its logins to My Page."""
    logins = Login.objects.filter(customer=customer)
    owners = logins.filter(kind=Login.Kind.CONTRACT)
    return _locked(logins, domains=list(customer.domains.values_list("name", flat=True)), owners=owners)


def locked_among(logins: Iterable[Login]) -> list[Locked]:
    """Of logins that are not accounts."""
    return _locked(logins, owners=logins)


def _locked(logins: Iterable[Login], domains: Iterable[str] = (), owners: Iterable[Login] = ()) -> list[Locked]:
    """Nobody where guardd cannot be asked."""
    try:
        waiting = Guard(settings.FUMIBAKO).waiting(domains=list(domains), names=[counted(login) for login in owners])
    except GuardDown:
        return []
    if not waiting:
        return []
    known = {counted(login): login for login in logins}
    return [Locked(known[one.login], one.tries, one.until, one.is_locked) for one in waiting if one.login in known]
