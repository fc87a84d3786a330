"""What the operator does to customers (E6)."""

import secrets
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from fumibako.chapters.console.customers import errors, rules
from fumibako.chapters.contract.owners.services import NewOwner, issue_password
from fumibako.chapters.contract.plans import services as contracts
from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.hosting.databases.services import drop_databases, publish_databases
from fumibako.chapters.hosting.ftp.services import issue_ftp_password
from fumibako.chapters.hosting.sites.services import add_site, publish_sites, remove_site
from fumibako.chapters.identity.logins import initial_passwords
from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.chapters.identity.logins.services import NewPassword
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_used, administrators_of
from fumibako.chapters.mail.accounts.services import NewAccount, add_administrator
from fumibako.chapters.mail.aliases.queries import aliases_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.state import Aspect


@dataclass(frozen=True)
class NewCustomer:
    customer: Customer
    domain: Domain
    administrator: NewAccount
    owner: NewOwner


def add_customer(
    *,
    actor: Actor,
    name: str,
    domain: str,
    plan_code: str = "standard",
    accounts_max: int | None = None,
    mail_disk_bytes: int | None = None,
    password: str | NewPassword | None = None,
    owner_password: str | NewPassword | None = None,
) -> NewCustomer:
    """A customer, its contract with a login of My Page, its domain and administrator@ in it, with these passwords or
    generated ones, which the registration notice shows until they are changed. Raises BadName, BadDomain,
    ServersOwnName, DomainTaken, NoSuchPlan, BadLimit, BadPassword."""
    name, domain_name = rules.check_name(name), rules.check_domain(domain)
    with transaction.atomic():
        rules.check_free(domain_name)
        customer = Customer.objects.create(number=secrets.token_hex(5), name=name)
        customer.number = f"W{customer.pk:09d}"  # the database never gives a primary key twice
        customer.save(update_fields=["number"])
        contracts.add_contract(
            customer=customer, plan_code=plan_code, accounts_max=accounts_max, mail_disk_bytes=mail_disk_bytes
        )
        try:
            row = Domain.objects.create(customer=customer, name=domain_name)
        except IntegrityError as error:
            raise errors.DomainTaken(domain=domain_name) from error
        administrator = add_administrator(actor=actor, domain=row, password=password)
        issue_ftp_password(actor=actor, site=add_site(actor=actor, domain=row))
        initial_passwords.keep(administrator.mailbox.login, administrator.password)
        owner = issue_password(actor=actor, customer=customer, password=owner_password)
        record(actor, "customer.add", domain_name, customer_number=customer.number, plan=plan_code)
        publishing.request(Aspect.DOMAIN, domain_name)
        publishing.request(Aspect.ZONE, domain_name)
    return NewCustomer(customer, row, administrator, owner)


def change_contract(
    *, actor: Actor, customer: Customer, accounts_max: int | None = None, mail_disk_bytes: int | None = None
) -> None:
    """None: as it is. Raises BadLimit, also for fewer accounts than are in use."""
    with transaction.atomic():
        locked_contract_of(customer)  # before counting: nobody adds an account meanwhile
        contracts.change_contract(
            customer=customer,
            accounts_used=accounts_used(customer),
            accounts_max=accounts_max,
            mail_disk_bytes=mail_disk_bytes,
        )
        limits = {"accounts_max": accounts_max, "mail_disk_bytes": mail_disk_bytes}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        record(actor, "contract.change", customer.name, customer_number=customer.number, **given)


def change_terms(*, actor: Actor, customer: Customer, terms: contracts.Terms) -> None:
    """Raises NoSuchPayment, BadPeriod, PaidBeforeStart, BeforeStart."""
    with transaction.atomic():
        contracts.change_terms(customer=customer, terms=terms)
        said = {name: str(value) for name, value in asdict(terms).items() if value is not None}
        record(actor, "contract.change_terms", customer.name, customer_number=customer.number, **said)


def rename_customer(*, actor: Actor, customer: Customer, name: str) -> None:
    """Raises BadName."""
    customer.name = rules.check_name(name)
    with transaction.atomic():
        customer.save(update_fields=["name"])
        record(actor, "customer.rename", customer.name, customer_number=customer.number)


def delete_customer(*, actor: Actor, customer: Customer) -> None:
    """The customer, its domains, aliases and administrators with their mail are gone for good; the number is never
    given again. Raises CustomerInUse while there are other accounts."""
    with transaction.atomic():
        locked_contract_of(customer)  # nobody adds an account meanwhile
        others = Mailbox.objects.filter(domain__customer=customer, is_administrator=False).count()
        if others:
            raise errors.CustomerInUse(number=others)
        record(actor, "customer.delete", customer.name, customer_number=customer.number)
        administrators = list(administrators_of(customer).values_list("address", flat=True))
        publishing.request(Aspect.ACCOUNT, *administrators)
        publishing.request(Aspect.SIEVE, *administrators)
        publishing.request(Aspect.ALIAS, *aliases_of(customer).values_list("address", flat=True))
        publishing.request(Aspect.DOMAIN, *customer.domains.values_list("name", flat=True))
        publishing.request(Aspect.DOMAIN_SIEVE, *customer.domains.values_list("name", flat=True))
        publishing.request(Aspect.ZONE, *customer.domains.values_list("name", flat=True))
        for domain in customer.domains.all():
            drop_databases(actor=actor, domain=domain)
            remove_site(actor=actor, domain=domain)
        aliases_of(customer).delete()
        Login.objects.filter(customer=customer).delete()
        customer.orders.all().delete()
        customer.domains.filter(alias_of__isnull=False).delete()
        customer.domains.all().delete()
        customer.contract.delete()
        customer.delete()


def suspend_customer(*, actor: Actor, customer: Customer) -> None:
    """Nothing of its domains comes in, goes out or is read; nothing is deleted but the sessions."""
    _set_suspended(actor, customer, "customer.suspend", is_suspended=True)


def resume_customer(*, actor: Actor, customer: Customer) -> None:
    _set_suspended(actor, customer, "customer.resume", is_suspended=False)


def _set_suspended(actor: Actor, customer: Customer, action: str, *, is_suspended: bool) -> None:
    customer.is_suspended = is_suspended
    with transaction.atomic():
        customer.save(update_fields=["is_suspended"])
        SignIn.objects.filter(login__customer=customer).delete()
        record(actor, action, customer.name, customer_number=customer.number)
        publishing.request(Aspect.DOMAIN, *customer.domains.values_list("name", flat=True))
        publish_sites(customer)
        publish_databases(customer)
        accounts = Mailbox.objects.filter(domain__customer=customer)
        publishing.request(Aspect.ACCOUNT, *accounts.values_list("address", flat=True))
