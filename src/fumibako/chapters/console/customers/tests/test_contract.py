"""Contracts at the operator's desk: made with other limits than the plan's, and changed (E1)."""

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
