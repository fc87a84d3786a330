"""The people of the contracts' tests: two customers' offices, their browsers, the operator's."""

from dataclasses import dataclass

from django.test import Client

from fumibako.chapters.console.customers.services import NewCustomer, add_customer
from fumibako.chapters.console.operators.services import add_operator
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import NewAccount, add_account
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.models import Customer

QUEUE_ID = "4hTfQk2Vd7z1vLB"  # well-formed; nobody's mail
MADE = {"password_by": "made"}  # what forms that set a password for somebody else ask
TYPED = {"password_by": "typed", "password": "Kaban-to-kasa-77"}


@dataclass(frozen=True)
class Office:
    """A customer with its administrator and one user, both with their passwords."""

    made: NewCustomer
    user: NewAccount


def make(name: str, domain: str) -> Office:
    made = add_customer(actor=SYSTEM, name=name, domain=domain)
    return Office(made, add_account(actor=SYSTEM, domain=made.domain, local_part="suzuki"))


def browser(*, checks_tokens: bool = False) -> Client:
    headers = {"x-forwarded-proto": "https", "host": "localhost"}
    return Client(headers=headers, enforce_csrf_checks=checks_tokens)


def member(account: NewAccount, *, checks_tokens: bool = False) -> Client:
    client = browser()
    answer = client.post("/login/", {"address": account.mailbox.address, "password": account.password})
    assert answer.status_code == 302, answer.content.decode()
    client.handler.enforce_csrf_checks = checks_tokens
    return client


def operator(*, checks_tokens: bool = False) -> Client:
    password = add_operator(actor=SYSTEM, login="desk")
    client = browser()
    assert client.post("/console/login/", {"login": "desk", "password": password}).status_code == 302
    client.handler.enforce_csrf_checks = checks_tokens
    return client


def facts() -> tuple[list[object], ...]:
    """Everything that a request could have changed for a customer."""
    return (
        list(Mailbox.objects.order_by("pk").values()),
        list(Forwarding.objects.order_by("pk").values()),
        list(Customer.objects.order_by("pk").values()),
        list(Entry.objects.exclude(action__in=("login", "operator.add")).order_by("pk").values_list("pk")),
    )
