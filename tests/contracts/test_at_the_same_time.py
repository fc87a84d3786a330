"""Two who change the same thing at the same time: limits hold, names are given once, every change is published."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connection

from fumibako.chapters.console.customers.errors import DomainTaken
from fumibako.chapters.console.customers.services import add_customer, change_contract
from fumibako.chapters.contract.plans.errors import BadLimit
from fumibako.chapters.contract.plans.models import Contract, Plan
from fumibako.chapters.mail.accounts.errors import AccountsExhausted, AddressTaken, NoSuchAccount
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account, delete_account, set_password
from fumibako.chapters.mail.forwarding.errors import LoopDetected
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.services import request
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.state import Aspect
from tests.contracts.people import MADE, Office, make, member

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.feature("B1", "E1")]
TOGETHER = 4
Done = TypeVar("Done")


def together(*deeds: Callable[[], Done]) -> list[Done | Refused]:
    """Do all of them, each in a thread and on a connection of its own, let go at the same moment."""
    line = Barrier(len(deeds))

    def do(deed: Callable[[], Done]) -> Done | Refused:
        try:
            line.wait(30)
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def refused(outcomes: list[Any]) -> list[str]:
    return sorted(outcome.code for outcome in outcomes if isinstance(outcome, Refused))


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.mark.parametrize("left", [1, 3])
def test_the_last_free_accounts_are_given_to_as_many_and_no_more(ours: Office, left: int) -> None:
    Contract.objects.update(accounts_max=2 + left)
    outcomes = together(
        *(
            lambda n=n: add_account(actor=SYSTEM, domain=Domain.objects.get(), local_part=f"u{n}")
            for n in range(left + 3)
        )
    )
    assert refused(outcomes) == [AccountsExhausted.code] * 3
    assert Mailbox.objects.count() == 2 + left
    assert Entry.objects.filter(action="account.add").count() == Mailbox.objects.count()


def test_an_address_is_given_once(ours: Office) -> None:
    outcomes = together(
        *(lambda: add_account(actor=SYSTEM, domain=Domain.objects.get(), local_part="taro") for _ in range(TOGETHER))
    )
    assert refused(outcomes) == [AddressTaken.code] * (TOGETHER - 1)
    assert Mailbox.objects.filter(address="taro@ours.example").count() == 1
    assert Publication.objects.get(aspect="account", key="taro@ours.example").wanted == 1


def test_a_domain_is_given_once_and_the_others_leave_nothing_behind() -> None:
    outcomes = together(
        *(lambda n=n: add_customer(actor=SYSTEM, name=f"{n}", domain="new.example") for n in range(TOGETHER))
    )
    assert refused(outcomes) == [DomainTaken.code] * (TOGETHER - 1)
    assert (Customer.objects.count(), Contract.objects.count(), Mailbox.objects.count()) == (1, 1, 1)


def test_a_contract_made_smaller_while_accounts_are_added_never_holds_too_many(ours: Office) -> None:
    Contract.objects.update(accounts_max=3)

    def shrink() -> None:
        customer = Customer.objects.get()
        change_contract(actor=SYSTEM, customer=customer, accounts_max=2, mail_disk_bytes=1 << 40)

    outcomes = together(
        shrink, *(lambda n=n: add_account(actor=SYSTEM, domain=Domain.objects.get(), local_part=f"u{n}") for n in "ab")
    )
    assert set(refused(outcomes)) <= {AccountsExhausted.code, BadLimit.code}
    assert Mailbox.objects.count() <= Contract.objects.get().accounts_max


def test_every_request_to_publish_counts_also_the_first_ones() -> None:
    together(*(lambda n=n: request(Aspect.DOMAIN, "a.example", f"b{n}.example") for n in range(TOGETHER)))
    wanted = dict(Publication.objects.values_list("key", "wanted"))
    assert wanted == {"a.example": TOGETHER, **{f"b{n}.example": 1 for n in range(TOGETHER)}}


def test_of_two_passwords_set_at_once_one_holds_and_both_are_noted(ours: Office) -> None:
    made = together(
        *(lambda: set_password(actor=SYSTEM, mailbox=Mailbox.objects.get(local_part="suzuki")) for _ in range(2))
    )
    assert refused(made) == []
    assert Entry.objects.filter(action="account.set_password").count() == 2
    assert Publication.objects.get(aspect="account", key="suzuki@ours.example").wanted == 3


def test_the_plans_are_still_there() -> None:
    """Tests that commit empty the tables; what migrations wrote must come back for the next test."""
    assert Plan.objects.count() > 0


@pytest.mark.feature("C3")
def test_of_two_forwardings_that_would_be_a_loop_together_one_is_refused(ours: Office) -> None:
    one, other = ours.made.administrator.mailbox, ours.user.mailbox

    def forward(mailbox: Mailbox, target: str) -> object:
        return set_forwarding(actor=SYSTEM, mailbox=mailbox, targets=[target], keeps_copy=True, is_on=True)

    outcomes = together(lambda: forward(one, other.address), lambda: forward(other, one.address))
    assert refused(outcomes) == [LoopDetected.code]
    assert Forwarding.objects.count() == 1


@pytest.mark.feature("C3")
def test_an_account_that_is_deleted_meanwhile_gets_no_forwarding(ours: Office) -> None:
    mailbox, same = ours.user.mailbox, Mailbox.objects.get(pk=ours.user.mailbox.pk)
    targets = ["ichiro@elsewhere.example"]
    outcomes = together(
        lambda: delete_account(actor=SYSTEM, mailbox=mailbox),
        lambda: set_forwarding(actor=SYSTEM, mailbox=same, targets=targets, keeps_copy=True, is_on=True),
    )
    assert refused(outcomes) in ([], [NoSuchAccount.code])
    assert Forwarding.objects.count() == 0


@pytest.mark.parametrize(
    ("where", "typed"),
    [
        ("/admin/accounts/add/", {"local_part": "tanaka", **MADE}),
        ("/admin/keys/add/", {"name": "控え", "role": "look"}),
        ("/admin/aliases/add/", {"local_part": "soumu", "targets": "suzuki"}),
    ],
    ids=["account", "key", "alias"],
)
def test_of_a_double_click_one_does_it_and_both_say_the_same(ours: Office, where: str, typed: dict[str, str]) -> None:
    clients = [member(ours.made.administrator) for _ in range(2)]
    sent = {**typed, "once": "the-same-form"}
    answers = together(*(lambda client=client: client.post(where, sent) for client in clients))
    first, second = (_said(answer) for answer in answers)
    assert first == second and first[0] in (200, 302)
    assert Entry.objects.filter(action__endswith=".add", actor=ours.made.administrator.mailbox.address).count() == 1


def _said(answer: Any) -> tuple[int, str]:
    return answer.status_code, re.sub(r'name="(once|csrfmiddlewaretoken)" value="[^"]*"', "", answer.content.decode())
