"""The people of the contracts' tests: two customers' offices, their browsers, the operator's."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection
from django.test import Client

from fumibako.chapters.console.customers.services import NewCustomer, add_customer
from fumibako.chapters.console.operators.services import add_operator
from fumibako.chapters.mail.accounts.services import NewAccount, add_account
from fumibako.groundwork.audit.actor import SYSTEM

QUEUE_ID = "4hTfQk2Vd7z1vLB"  # well-formed; nobody's mail
MADE = {"password_by": "made"}  # what forms that set a password for somebody else ask
OWNED = "Keiyaku-no-kagi-55"
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


def owner(office: Office, *, checks_tokens: bool = False) -> Client:
    """Of the contract, on My Page. The first time it is set up."""
    made = office.made.owner
    made.owner.refresh_from_db()
    client = browser()
    password = made.password if not made.owner.is_set_up else OWNED
    answer = client.post("/mypage/login/", {"login": office.made.customer.number, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    if not made.owner.is_set_up:
        typed = {"password": OWNED, "again": OWNED, "contact": "somu@elsewhere.example"}
        assert client.post("/mypage/first/", typed, follow=True).status_code == 200
    client.handler.enforce_csrf_checks = checks_tokens
    return client


@cache
def _questions() -> dict[str, tuple[str, list[str]]]:
    """By model: what asks for all its rows, and the names of their columns. In SQL: the walks ask often."""
    return {
        model.__name__: (
            f"SELECT {', '.join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)} "
            f"FROM {connection.ops.quote_name(model._meta.db_table)} "
            f"ORDER BY {connection.ops.quote_name(model._meta.pk.column)}",
            [field.attname for field in model._meta.concrete_fields],
        )
        for model in apps.get_models()
    }


def facts() -> dict[str, list[dict[str, object]]]:
    """Every row of every model, as the database has it. When a session was last seen is no change: asking is enough."""
    found: dict[str, list[dict[str, object]]] = {}
    with connection.cursor() as cursor:
        for name, (question, columns) in _questions().items():
            cursor.execute(question)
            found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    for row in found["SignIn"]:
        del row["seen_at"]
    return found


def facts_besides_logins() -> dict[str, list[dict[str, object]]]:
    """The same without what `member` and `operator` leave behind, for tests that log in meanwhile."""
    found = facts()
    desk = {row["id"] for row in found["Login"] if row["name"] == "desk"}
    del found["SignIn"]
    found["Login"] = [{**row, "last_login_at": None} for row in found["Login"] if row["id"] not in desk]
    found["Operator"] = [row for row in found["Operator"] if row["login_id"] not in desk]
    found["Entry"] = [row for row in found["Entry"] if row["action"] not in ("login", "operator.add")]
    return found
