"""Customers for programs."""

from typing import Any

from django.db import transaction

from fumibako.chapters.console.customers import errors, queries, services
from fumibako.chapters.contract.owners.queries import owner_of_customer
from fumibako.chapters.identity.logins.services import unlock
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import settled
from fumibako.groundwork.tenancy.models import Customer


class CustomerFacts(Facts):
    """accounts: how many there are; in a list only."""

    number: str
    name: str
    domains: list[str]
    plan: str
    accounts_max: int
    mail_disk_bytes: int
    is_suspended: bool
    accounts: int | None = None


class SettledCustomer(CustomerFacts):
    publication: Publication


class FirstLogin(Facts):
    address: str
    password: str


class MyPageLogin(Facts):
    login: str
    password: str


class AddedCustomer(SettledCustomer):
    administrator: FirstLogin
    mypage: MyPageLogin


class NewCustomer(Given):
    """accounts_max, mail_disk_bytes: the plan's where they are left out."""

    name: Text
    domain: Text
    plan: Text = "standard"
    accounts_max: int | None = None
    mail_disk_bytes: int | None = None


class CustomerChange(Given):
    """What is left out stays as it is."""

    name: Text | None = None
    accounts_max: int | None = None
    mail_disk_bytes: int | None = None


class DeletedCustomer(Facts):
    number: str


def listed(request: ProgramRequest) -> list[CustomerFacts]:
    """Every customer."""
    return [
        CustomerFacts(**_facts(customer), accounts=customer.accounts)  # type: ignore[attr-defined] # annotated
        for customer in queries.customers()
    ]


def add(request: ProgramRequest, given: NewCustomer) -> AddedCustomer:
    """Add a customer with its contract, domain and administrator."""
    made = services.add_customer(
        actor=request.caller.actor,
        name=given.name,
        domain=given.domain,
        plan_code=given.plan,
        accounts_max=given.accounts_max,
        mail_disk_bytes=given.mail_disk_bytes,
    )
    administrator = FirstLogin(address=made.administrator.mailbox.address, password=made.administrator.password)
    mypage = MyPageLogin(login=made.customer.number, password=made.owner.password)
    return AddedCustomer(**_settled(made.customer), administrator=administrator, mypage=mypage)


def show(request: ProgramRequest, name: Text) -> CustomerFacts:
    """One customer, by number or domain."""
    return CustomerFacts(**_facts(_found(name)))


def change(request: ProgramRequest, name: Text, given: CustomerChange) -> SettledCustomer:
    """Rename a customer, change the limits of its contract."""
    customer, actor = _found(name), request.caller.actor
    limits = {"accounts_max": given.accounts_max, "mail_disk_bytes": given.mail_disk_bytes}
    with transaction.atomic():
        if any(limit is not None for limit in limits.values()):
            services.change_contract(actor=actor, customer=customer, **limits)
        if given.name is not None:
            services.rename_customer(actor=actor, customer=customer, name=given.name)
    return SettledCustomer(**_settled(_found(customer.number)))


def suspend(request: ProgramRequest, name: Text) -> SettledCustomer:
    """Suspend a customer: nothing comes in, goes out or is read; nothing is deleted."""
    services.suspend_customer(actor=request.caller.actor, customer=(customer := _found(name)))
    return SettledCustomer(**_settled(customer))


def resume(request: ProgramRequest, name: Text) -> SettledCustomer:
    """End a suspension."""
    services.resume_customer(actor=request.caller.actor, customer=(customer := _found(name)))
    return SettledCustomer(**_settled(customer))


def unlock_mypage(request: ProgramRequest, name: Text) -> CustomerFacts:
    """Forget the wrong passwords of a customer's login to My Page: its owner is let in at once."""
    customer = _found(name)
    if owner := owner_of_customer(customer):
        unlock(actor=request.caller.actor, login=owner.login)
    return CustomerFacts(**_facts(customer))


def delete(request: ProgramRequest, name: Text) -> DeletedCustomer:
    """Delete a customer that has no accounts but its administrators'."""
    number = (customer := _found(name)).number
    services.delete_customer(actor=request.caller.actor, customer=customer)
    return DeletedCustomer(number=number)


def _found(name: str) -> Customer:
    """Raises NoSuchCustomer."""
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
