"""Contracts at the operator's desk: made with other limits than the plan's, and changed (E1)."""

from datetime import date

import pytest

from fumibako.chapters.console.customers.queries import changes_of
from fumibako.chapters.console.customers.services import add_customer, change_contract
from fumibako.chapters.contract.plans.errors import BadLimit
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.mail.accounts.errors import AccountsExhausted
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import settled
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.people import Office, operator, owner

__all__ = ["empty_cache", "ours", "theirs"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E1")]
GIGABYTE = 1 << 30


def test_a_contract_takes_other_limits_than_its_plan() -> None:
    made = add_customer(
        actor=SYSTEM, name="わたし", domain="ours.example", accounts_max=2, mail_disk_bytes=7 * GIGABYTE
    )
    contract = contract_of(made.customer)
    assert (contract.accounts_max, contract.mail_disk_bytes) == (2, 7 * GIGABYTE)


def test_a_raised_limit_holds_for_the_next_account() -> None:
    made = add_customer(actor=SYSTEM, name="わたし", domain="ours.example", accounts_max=1)
    with pytest.raises(AccountsExhausted):
        add_account(actor=SYSTEM, domain=made.domain, local_part="suzuki")
    change_contract(actor=SYSTEM, customer=made.customer, accounts_max=2, mail_disk_bytes=GIGABYTE)
    add_account(actor=SYSTEM, domain=made.domain, local_part="suzuki")
    assert Entry.objects.filter(action="contract.change").count() == 1


@pytest.mark.parametrize(
    ("accounts_max", "mail_disk_bytes"), [(1, GIGABYTE), (100_001, GIGABYTE), (2, 0), (2, 1 << 62), (2, -GIGABYTE)]
)
def test_a_limit_below_what_is_in_use_or_out_of_reason_changes_nothing(accounts_max: int, mail_disk_bytes: int) -> None:
    made = add_customer(actor=SYSTEM, name="わたし", domain="ours.example")
    add_account(actor=SYSTEM, domain=made.domain, local_part="suzuki")
    before = contract_of(made.customer)
    with pytest.raises(BadLimit):
        change_contract(
            actor=SYSTEM, customer=made.customer, accounts_max=accounts_max, mail_disk_bytes=mail_disk_bytes
        )
    after = contract_of(made.customer)
    assert (after.accounts_max, after.mail_disk_bytes) == (before.accounts_max, before.mail_disk_bytes)


def test_nothing_in_use_is_no_reason_for_a_limit() -> None:
    with pytest.raises(BadLimit) as refused:
        add_customer(actor=SYSTEM, name="わたし", domain="ours.example", accounts_max=-5)
    assert refused.value.values == {"least": 1, "most": "100,000"}


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [(("live", "live"), "live"), (("live", "pending"), "pending"), (("refused", "live"), "refused")],
)
def test_a_customers_change_is_live_when_it_is_so_for_every_account(outcomes: tuple[str, str], told: str) -> None:
    """And other customers' changes are none of it."""
    made = add_customer(actor=SYSTEM, name="わたし", domain="ours.example")
    add_customer(actor=SYSTEM, name="よそ", domain="yours.example")
    for key, outcome in zip(("ours.example", made.administrator.mailbox.address), outcomes, strict=True):
        Publication.objects.filter(key=key).update(outcome=outcome)
    assert settled(changes_of(made.customer), seconds=0) == told


def test_period_and_payment_are_changed_and_stand_on_my_page(ours: Office) -> None:
    number = ours.made.customer.number
    typed = {
        "payment_method": "bank_transfer",
        "starts_on": "2026/04/01",
        "first_payment_on": "2026-05-20",
        "period_months": "６",
        "ends_on": "",
    }
    assert operator().post(f"/console/customers/{number}/terms/", typed).status_code == 302
    contract = contract_of(ours.made.customer)
    assert (contract.payment_method, contract.period_months, contract.ends_on) == ("bank_transfer", 6, None)
    assert (contract.starts_on, contract.first_payment_on) == (date(2026, 4, 1), date(2026, 5, 1))
    page = owner(ours).get(f"/mypage/contracts/{number}/").content.decode()
    assert "銀行振込" in page and "2026/04/01" in page and "2026/05" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": "2026-03-31"}, "契約開始日"),
        ({"first_payment_on": "2026-03-01"}, "契約開始日"),
        ({"period_months": "0"}, "120"),
        ({"starts_on": "yesterday"}, "2026/12/28"),
        ({"payment_method": "gold"}, "選択"),
    ],
)
def test_terms_that_cannot_be_are_refused_in_words(ours: Office, change: dict[str, str], words: str) -> None:
    number, before = ours.made.customer.number, contract_of(ours.made.customer)
    typed = {
        "payment_method": "invoice",
        "starts_on": "2026-04-01",
        "first_payment_on": "2026-05-01",
        "period_months": "12",
        "ends_on": "",
    }
    answer = operator().post(f"/console/customers/{number}/terms/", typed | change)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert contract_of(ours.made.customer).starts_on == before.starts_on
