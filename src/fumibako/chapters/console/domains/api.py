"""Domains for programs."""

from typing import Any

from fumibako.chapters.console.customers import queries
from fumibako.chapters.console.customers.errors import NoSuchCustomer
from fumibako.chapters.console.domains import services
from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.mail.accounts.errors import NoSuchDomain
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


class DomainFacts(Facts):
    """customer: its number. alias_of: the domain whose accounts receive the mail, null where it has its own."""

    domain: str
    customer: str
    alias_of: str | None
    is_locked: bool


class SettledDomain(DomainFacts):
    publication: Publication


class RemovedDomain(Facts):
    domain: str
    publication: Publication


class NewDomain(Given):
    """customer: a number or a domain. alias_of: a domain of the same customer whose accounts receive the mail."""

    customer: Text
    domain: Text
    alias_of: Text | None = None


def listed(request: ProgramRequest) -> list[DomainFacts]:
    """Every domain."""
    return [DomainFacts(**_facts(domain)) for domain in request.caller.domains]


def add(request: ProgramRequest, given: NewDomain) -> SettledDomain:
    """Add a domain with accounts of its own, or an alias domain."""
    customer = queries.customer(given.customer)
    if customer is None:
        raise NoSuchCustomer(name=given.customer[:80])
    main = domain_here(request, given.alias_of) if given.alias_of else None
    if main is not None and main.customer != customer:
        raise NoSuchDomain(domain=given.alias_of)
    row = services.add_domain(actor=request.caller.actor, customer=customer, domain=given.domain, alias_of=main)
    return SettledDomain(**_facts(row), publication=wait_until_settled(Aspect.DOMAIN, row.name))


def remove(request: ProgramRequest, domain: Text) -> RemovedDomain:
    """Remove a domain without accounts."""
    row = domain_here(request, domain)
    services.remove_domain(actor=request.caller.actor, domain=row)
    return RemovedDomain(domain=row.name, publication=wait_until_settled(Aspect.DOMAIN, row.name))


def _facts(domain: Domain) -> dict[str, Any]:
    return {
        "domain": domain.name,
        "customer": domain.customer.number,
        "alias_of": domain.alias_of.name if domain.alias_of else None,
        "is_locked": domain.is_locked,
    }
