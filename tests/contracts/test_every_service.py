"""Every change that a person makes is in the audit log: who, what, whom, and nothing secret.

Goes over the services themselves: one that is added has to say in its feature's tests/contract.py how it is used.
"""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.test import RequestFactory

from fumibako import chapters
from fumibako.chapters.identity.audit_log.details import LABELS, TECHNICAL
from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.sessions import Cookies
from fumibako.chapters.mail.accounts import services as accounts
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.dovecot.control import Mailboxes, Usage
from fumibako.machine.daemons.guardd.control import Guard
from fumibako.machine.daemons.postfix.control import HeldMail, Queue, Waiting
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.daemons.spamd.control import SpamFilter
from tests.contracts.declared import CANARY, PERSON, contracts
from tests.contracts.people import QUEUE_ID, Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
HELD = HeldMail(
    queue_id=QUEUE_ID, arrived_at=0, size=1, sender="a@b.example", recipients=["c@d.example"], reasons=["x"]
)


def services() -> Iterator[Callable[..., Any]]:
    """Every public function of a services module that takes an actor."""
    for module in pkgutil.walk_packages(chapters.__path__, "fumibako.chapters."):
        if module.name.endswith(".services"):
            for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                is_its_own = function.__module__ == module.name and not name.startswith("_")
                if is_its_own and "actor" in inspect.signature(function).parameters:
                    yield function


USES = {service: use for contract in contracts() for service, use in contract.uses.items()}
OF_NO_CUSTOMER = frozenset().union(*(contract.of_no_customer for contract in contracts()))


@pytest.fixture(autouse=True)
def willing_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("repair", "empty", "release_spam", "delete_old_mails", "archive_old_mails"):
        monkeypatch.setattr(Mailboxes, name, lambda self, *given: None)
    monkeypatch.setattr(Guard, "forgive", lambda self, login: None)
    monkeypatch.setattr(Sites, "keep_key", lambda self, domain, name, pem: None)
    monkeypatch.setattr(SpamFilter, "teach", lambda self, *given, is_spam: None)
    monkeypatch.setattr(Mailboxes, "inbox_uids", lambda self, address: [1])
    monkeypatch.setattr(Mailboxes, "usage", lambda self, address: Usage(1, 1, 0, 0))
    monkeypatch.setattr(Sites, "filing", lambda self, domain: nullcontext(MagicMock()))
    monkeypatch.setattr(Sites, "used_bytes", lambda self, domain: 0)
    monkeypatch.setattr(Queue, "held", lambda self: [HELD])
    monkeypatch.setattr(Queue, "waiting", lambda self, text: Waiting([], 0))
    monkeypatch.setattr(Queue, "flush", lambda self: None)
    monkeypatch.setattr(Queue, "delete", lambda self, queue_id: True)
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
        assert row.details.keys() <= LABELS.keys() | TECHNICAL, "audit_log/details.py has the words of each detail"
        assert (row.customer_number != "") == (service not in OF_NO_CUSTOMER)
        said = f"{row.action} {row.subject} {json.dumps(row.details)}"
        for secret in (CANARY, "ARGON2", ours.user.password, ours.made.administrator.password):
            assert secret not in said


def test_a_login_is_noted_with_its_customer_and_without_its_password(ours: Office) -> None:
    request = RequestFactory().post("/login/", headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()
    name, password = ours.user.mailbox.address, ours.user.password
    logins.log_in(request, kind=Login.Kind.MEMBER, name=name, password=password)
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
