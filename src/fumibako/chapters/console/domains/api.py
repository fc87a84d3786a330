"""Domains for programs."""

from typing import Any

from fumibako.chapters.console.customers import queries
from fumibako.chapters.console.customers.errors import NoSuchCustomer
from fumibako.chapters.console.domains import services
from fumibako.chapters.mail.accounts.errors import NoSuchDomain
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.rules import Values
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.state import Aspect


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [_facts(domain) for domain in _domains().order_by("name")]


def add(actor: Actor, values: Values) -> dict[str, Any]:
    """customer: a number or a domain. alias_of: a domain of the same customer whose accounts receive the mail."""
    name, domain, alias_of = values.text("customer"), values.text("domain"), values.text_or_none("alias_of")
    values.end()
    customer = queries.customer(name)
    if customer is None:
        raise NoSuchCustomer(name=name[:80])
    main = _found(alias_of) if alias_of else None
    if main is not None and main.customer != customer:
        raise NoSuchDomain(domain=alias_of)
    row = services.add_domain(actor=actor, customer=customer, domain=domain, alias_of=main)
    return {**_facts(row), "publication": wait_until_settled(Aspect.DOMAIN, row.name)}


def remove(actor: Actor, values: Values, domain: str) -> dict[str, Any]:
    values.end()
    row = _found(domain)
    services.remove_domain(actor=actor, domain=row)
    return {"domain": row.name, "publication": wait_until_settled(Aspect.DOMAIN, row.name)}


def _domains() -> Any:
    return Domain.objects.select_related("customer", "alias_of")


def _found(name: str) -> Domain:
    try:
        row: Domain | None = _domains().filter(name=parse_domain(name)).first()
    except BadAddress:
        row = None
    if row is None:
        raise NoSuchDomain(domain=name[:80])
    return row


def _facts(domain: Domain) -> dict[str, Any]:
    return {
        "domain": domain.name,
        "customer": domain.customer.number,
        "alias_of": domain.alias_of.name if domain.alias_of else None,
        "is_locked": domain.is_locked,
    }
