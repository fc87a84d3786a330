"""Spam settings of domains and accounts, for programs (B5, C6)."""

from decimal import Decimal
from typing import Any, Literal

from fumibako.chapters.mail.accounts.api import account_here, domain_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.spam_policy import errors, queries, services
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


class SpamFacts(Facts):
    """threshold: points from which a mail is spam. treatment: spam_box, mark or deliver."""

    is_on: bool
    threshold: float
    treatment: str


class SettledSpam(SpamFacts):
    publication: Publication


class NewSpam(Given):
    threshold: float
    treatment: Literal["spam_box", "mark", "deliver"]
    is_on: bool = True


class FilterUseFacts(Facts):
    """Which filters hold for an account. may_choose: its user may change it."""

    address: str
    common_filter: bool
    own_filter: bool
    may_choose: bool


class SettledFilterUse(FilterUseFacts):
    publication: Publication


class NewFilterUse(Given):
    common_filter: bool
    own_filter: bool
    may_choose: bool


def of_domain(request: ProgramRequest, domain: Text) -> SpamFacts:
    """How mail to a domain is judged."""
    return SpamFacts(**_facts(domain_here(request, domain)))


def put_of_domain(request: ProgramRequest, domain: Text, given: NewSpam) -> SettledSpam:
    """Set it, for every mail from now on."""
    row = domain_here(request, domain)
    if not 0 <= given.threshold <= 100:  # no number, or no end of digits
        raise errors.BadThreshold
    values = {**given.model_dump(), "threshold": Decimal(f"{given.threshold:.1f}")}
    services.set_spam_policy(actor=request.caller.actor, domain=row, **values)
    return SettledSpam(**_facts(row), publication=wait_until_settled(Aspect.DOMAIN, row.name))


def of_account(request: ProgramRequest, address: Text) -> FilterUseFacts:
    """Which filters hold for an account."""
    return FilterUseFacts(**_used(account_here(request, address)))


def put_of_account(request: ProgramRequest, address: Text, given: NewFilterUse) -> SettledFilterUse:
    """Set it."""
    mailbox = account_here(request, address)
    services.set_filter_use(actor=request.caller.actor, mailbox=mailbox, **given.model_dump())
    return SettledFilterUse(**_used(mailbox), publication=wait_until_settled(Aspect.SIEVE, mailbox.address))


def _facts(domain: Domain) -> dict[str, Any]:
    now = queries.policy_of(domain)
    return {"is_on": now.is_on, "threshold": float(now.threshold), "treatment": now.treatment}


def _used(mailbox: Mailbox) -> dict[str, Any]:
    now = queries.use_of(mailbox)
    names = ("common_filter", "own_filter", "may_choose")
    return {"address": mailbox.address, **{name: getattr(now, name) for name in names}}
