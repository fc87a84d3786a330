"""Every change that a person makes is in the audit log: who, what, whom, and nothing secret.

Goes over the services themselves: one that is added has to say here how it is used.
"""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import RequestFactory

from fumibako import chapters
from fumibako.chapters.console.customers import services as customers
from fumibako.chapters.console.held import services as held
from fumibako.chapters.identity import services as identity
from fumibako.chapters.identity.models import Operator
from fumibako.chapters.identity.sessions import Cookies
from fumibako.chapters.mail.accounts import services as accounts
from fumibako.chapters.mail.forwarding import services as forwarding
from fumibako.chapters.mail.repair import services as repair
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.daemons.postfix.control import HeldMail, Queue
from tests.contracts.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
PERSON = Actor(Kind.ADMINISTRATOR, "somebody@ours.example", "203.0.113.9")
CANARY = "Kanaria-ga-utau-4821"
HELD = HeldMail(queue_id="4abc", arrived_at=0, size=1, sender="a@b.example", recipients=["c@d.example"], reasons=["x"])


def services() -> Iterator[Callable[..., Any]]:
    """Every public function of a services module that takes an actor."""
    for module in pkgutil.walk_packages(chapters.__path__, "fumibako.chapters."):
        if module.name.endswith(".services"):
            for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                is_its_own = function.__module__ == module.name and not name.startswith("_")
                if is_its_own and "actor" in inspect.signature(function).parameters:
                    yield function


def _request() -> Any:
    request = RequestFactory().post("/login/", headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()  # type: ignore[attr-defined]
    return request


def _add_operator(office: Office) -> None:
    identity.add_operator(actor=PERSON, login="new", password=CANARY)


def _operator() -> Operator:
    return Operator.objects.create(login="new")


def _add_administrator(office: Office) -> None:
    office.made.administrator.mailbox.delete()
    Publication.objects.all().delete()
    accounts.add_administrator(actor=PERSON, domain=office.made.domain, password=CANARY)


def _change_own(office: Office) -> None:
    mailbox = office.user.mailbox
    identity.change_own_password(_request(), actor=PERSON, mailbox=mailbox, old=office.user.password, new=CANARY)


USES: dict[Callable[..., Any], Callable[[Office], Any]] = {
    customers.add_customer: lambda o: customers.add_customer(
        actor=PERSON, name="x", domain="new.example", password=CANARY
    ),
    customers.change_contract: lambda o: customers.change_contract(
        actor=PERSON, customer=o.made.customer, accounts_max=9, mail_disk_bytes=1 << 40
    ),
    customers.suspend_customer: lambda o: customers.suspend_customer(actor=PERSON, customer=o.made.customer),
    customers.resume_customer: lambda o: customers.resume_customer(actor=PERSON, customer=o.made.customer),
    held.release_mail: lambda o: held.release_mail(actor=PERSON, queue_id=HELD.queue_id),
    identity.add_operator: _add_operator,
    identity.set_operator_password: lambda o: identity.set_operator_password(
        actor=PERSON, operator=_operator(), password=CANARY
    ),
    identity.suspend_operator: lambda o: identity.suspend_operator(actor=PERSON, operator=_operator()),
    identity.resume_operator: lambda o: identity.resume_operator(actor=PERSON, operator=_operator()),
    identity.change_own_password: _change_own,
    identity.log_out_everywhere: lambda o: identity.log_out_everywhere(actor=PERSON, subject=o.user.mailbox),
    accounts.add_account: lambda o: accounts.add_account(
        actor=PERSON, domain=o.made.domain, local_part="new", password=CANARY
    ),
    accounts.add_administrator: _add_administrator,
    accounts.change_account: lambda o: accounts.change_account(
        actor=PERSON, mailbox=o.user.mailbox, display_name="新", quota_bytes=1 << 30
    ),
    accounts.set_password: lambda o: accounts.set_password(actor=PERSON, mailbox=o.user.mailbox, password=CANARY),
    accounts.suspend_account: lambda o: accounts.suspend_account(actor=PERSON, mailbox=o.user.mailbox),
    accounts.resume_account: lambda o: accounts.resume_account(actor=PERSON, mailbox=o.user.mailbox),
    accounts.delete_account: lambda o: accounts.delete_account(actor=PERSON, mailbox=o.user.mailbox),
    forwarding.set_forwarding: lambda o: forwarding.set_forwarding(
        actor=PERSON, mailbox=o.user.mailbox, targets=["a@b.example"], keeps_copy=True, is_on=True
    ),
    repair.repair: lambda o: repair.repair(actor=PERSON, mailbox=o.user.mailbox),
}
OF_NO_CUSTOMER = {
    *(identity.add_operator, identity.set_operator_password, identity.suspend_operator, identity.resume_operator),
    held.release_mail,
}


@pytest.fixture(autouse=True)
def willing_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mailboxes, "repair", lambda self, address: None)
    monkeypatch.setattr(Queue, "held", lambda self: [HELD])
    monkeypatch.setattr(Queue, "release", lambda self, queue_id: True)


def test_every_service_is_used_here() -> None:
    assert set(services()) == set(USES)


@pytest.mark.parametrize("service", USES, ids=lambda service: service.__name__)
def test_case_072_every_change_is_noted_with_who_what_and_whom_and_no_secret(
    ours: Office, service: Callable[..., Any]
) -> None:
    before = set(Entry.objects.values_list("pk", flat=True))
    USES[service](ours)
    rows = list(Entry.objects.exclude(pk__in=before))
    assert rows
    for row in rows:
        assert (row.actor_kind, row.actor, row.remote) == (PERSON.kind, PERSON.name, PERSON.remote)
        assert row.action and row.subject
        assert (row.customer_number != "") == (service not in OF_NO_CUSTOMER)
        said = f"{row.action} {row.subject} {json.dumps(row.details)}"
        for secret in (CANARY, "ARGON2", ours.user.password, ours.made.administrator.password):
            assert secret not in said


def test_a_login_is_noted_with_its_customer_and_without_its_password(ours: Office) -> None:
    identity.log_in_member(_request(), address=ours.user.mailbox.address, password=ours.user.password)
    row = Entry.objects.get(action="login")
    assert (row.actor_kind, row.actor, row.remote) == (Kind.USER, ours.user.mailbox.address, PERSON.remote)
    assert row.customer_number == ours.made.customer.number
    assert ours.user.password not in json.dumps(row.details)


def test_a_change_that_fails_leaves_no_trace_in_the_log(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row, audit entry and outbox are one transaction."""

    class Broken(Exception):
        pass

    def fail(*scope: object) -> None:
        raise Broken

    before = Entry.objects.count()
    monkeypatch.setattr(accounts.publishing, "request", fail)
    with pytest.raises(Broken):
        accounts.suspend_account(actor=PERSON, mailbox=ours.user.mailbox)
    assert Entry.objects.count() == before
    ours.user.mailbox.refresh_from_db()
    assert not ours.user.mailbox.is_suspended
