"""Customers for programs."""

from typing import Any

from fumibako.chapters.console.customers import errors, queries, services
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.publish.queries import settled
from fumibako.groundwork.rules import Values
from fumibako.groundwork.tenancy.models import Customer


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [{**_facts(customer), "accounts": customer.accounts} for customer in queries.customers()]  # type: ignore[attr-defined] # annotated


def add(actor: Actor, values: Values) -> dict[str, Any]:
    name, domain, plan = values.text("name"), values.text("domain"), values.text("plan", "standard")
    accounts_max, mail_disk_bytes = values.number_or_none("accounts_max"), values.number_or_none("mail_disk_bytes")
    values.end()
    made = services.add_customer(
        actor=actor,
        name=name,
        domain=domain,
        plan_code=plan,
        accounts_max=accounts_max,
        mail_disk_bytes=mail_disk_bytes,
    )
    administrator = {"address": made.administrator.mailbox.address, "password": made.administrator.password}
    mypage = {"login": made.owner.owner.login.name.upper(), "password": made.owner.password}
    return {**_settled(made.customer), "administrator": administrator, "mypage": mypage}


def suspend(actor: Actor, values: Values, name: str) -> dict[str, Any]:
    values.end()
    services.suspend_customer(actor=actor, customer=(customer := _found(name)))
    return _settled(customer)


def resume(actor: Actor, values: Values, name: str) -> dict[str, Any]:
    values.end()
    services.resume_customer(actor=actor, customer=(customer := _found(name)))
    return _settled(customer)


def _found(name: str) -> Customer:
    customer = queries.customer(name)
    if customer is None:
        raise errors.NoSuchCustomer(name=name[:80])
    return customer


def _settled(customer: Customer) -> dict[str, Any]:
    return {**_facts(customer), "publication": settled(queries.changes_of(customer))}


def _facts(customer: Customer) -> dict[str, Any]:
    return {
        "number": customer.number,
        "name": customer.name,
        "domains": [domain.name for domain in customer.domains.all()],
        "plan": customer.contract.plan.code,
        "accounts_max": customer.contract.accounts_max,
        "mail_disk_bytes": customer.contract.mail_disk_bytes,
        "is_suspended": customer.is_suspended,
    }
