"""Sending limits for programs."""

from datetime import datetime
from typing import Any

from fumibako.chapters.mail.accounts.api import account_here, domain_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.sending_limits import asking, queries, services
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


class LimitFacts(Facts):
    """To how many recipients an account may send."""

    per_hour: int
    per_day: int


class DomainLimits(LimitFacts):
    domain: str


class SettledDomainLimits(DomainLimits):
    publication: Publication


class AccountLimits(LimitFacts):
    """is_own: not the domain's. paused_since: null where the account may send."""

    address: str
    is_own: bool
    paused_since: datetime | None


class SettledAccountLimits(AccountLimits):
    publication: Publication


class NewLimits(Given):
    per_hour: int
    per_day: int


def of_domain(request: ProgramRequest, domain: Text) -> DomainLimits:
    """The limits of every account without some of its own."""
    return DomainLimits(**_of_domain(domain_here(request, domain)))


def put_of_domain(request: ProgramRequest, domain: Text, given: NewLimits) -> SettledDomainLimits:
    """Set them."""
    row = domain_here(request, domain)
    services.set_common_limit(actor=request.caller.actor, domain=row, **given.model_dump())
    return SettledDomainLimits(**_of_domain(row), publication=_settled(row))


def of_account(request: ProgramRequest, address: Text) -> AccountLimits:
    """The limits that hold for an account, and whether its sending is paused."""
    return AccountLimits(**_of_account(account_here(request, address)))


def put_of_account(request: ProgramRequest, address: Text, given: NewLimits) -> SettledAccountLimits:
    """Set some for this account alone."""
    return _set(request, account_here(request, address), (given.per_hour, given.per_day))


def follow_domain(request: ProgramRequest, address: Text) -> SettledAccountLimits:
    """Let the domain's limits hold again."""
    return _set(request, account_here(request, address), None)


def release(request: ProgramRequest, address: Text) -> AccountLimits:
    """Let an account send again whose sending is paused."""
    mailbox = account_here(request, address)
    asking.release(actor=request.caller.actor, mailbox=mailbox)
    return AccountLimits(**_of_account(mailbox))


def _set(request: ProgramRequest, mailbox: Mailbox, limit: tuple[int, int] | None) -> SettledAccountLimits:
    services.set_own_limit(actor=request.caller.actor, mailbox=mailbox, limit=limit)
    return SettledAccountLimits(**_of_account(mailbox), publication=_settled(mailbox.domain))


def _settled(domain: Domain) -> str:
    return wait_until_settled(Aspect.DOMAIN, domain.name)


def _of_domain(domain: Domain) -> dict[str, Any]:
    limit = queries.common_limit(domain)
    return {"domain": domain.name, "per_hour": limit.per_hour, "per_day": limit.per_day}


def _of_account(mailbox: Mailbox) -> dict[str, Any]:
    own, pause = queries.own_limit(mailbox), queries.pause_of(mailbox)
    limit = own or queries.common_limit(mailbox.domain)
    return {
        **{"address": mailbox.address, "per_hour": limit.per_hour, "per_day": limit.per_day},
        **{"is_own": own is not None, "paused_since": pause.at if pause else None},
    }
