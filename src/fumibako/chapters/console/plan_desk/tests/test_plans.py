"""Plans at the desk, and a contract that moves to another one (E1)."""

from dataclasses import replace

import pytest

from fumibako.chapters.console.catalogue.services import change_option
from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.console.plan_desk import errors, services
from fumibako.chapters.console.plan_desk.tests.contract import WANTED
from fumibako.chapters.contract.options.services import approve_order
from fumibako.chapters.contract.options.tests.contract import WANTED as OPTION
from fumibako.chapters.contract.options.tests.contract import option, ordered
from fumibako.chapters.contract.plans.errors import BadDisk, BadLimit, PlanTaken
from fumibako.chapters.contract.plans.models import Plan
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.people import Office, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E1")]


def move(office: Office, plan: str) -> None:
    services.move_contract(actor=SYSTEM, customer=office.made.customer, plan_code=plan)


def test_a_contract_that_moves_has_the_plans_limits_and_what_its_orders_add(ours: Office) -> None:
    approve_order(actor=SYSTEM, order=ordered(ours))
    change_option(actor=SYSTEM, option=option(), wanted=OPTION, plans=["standard", "compact"])
    move(ours, "compact")
    contract, compact = contract_of(ours.made.customer), Plan.objects.get(code="compact")
    assert contract.plan == compact
    assert (contract.accounts_max, contract.web_disk_bytes) == (20, compact.web_disk_bytes)


def test_it_stays_while_an_option_is_in_use_or_ordered_that_the_new_plan_does_not_allow(ours: Office) -> None:
    order = ordered(ours)
    for _ in range(2):
        with pytest.raises(errors.OptionsNotInPlan) as refused:
            move(ours, "compact")
        assert refused.value.values == {"options": "more-accounts"}
        if order.state == "requested":
            approve_order(actor=SYSTEM, order=order)
    assert contract_of(ours.made.customer).plan.code == "standard"


def test_it_stays_while_more_accounts_are_in_use_than_the_new_plan_allows(ours: Office) -> None:
    for number in range(9):
        add_account(actor=SYSTEM, domain=ours.made.domain, local_part=f"user{number}")
    with pytest.raises(errors.TooManyForPlan):
        move(ours, "compact")
    assert contract_of(ours.made.customer).accounts_max == 50


def test_a_changed_plan_holds_for_new_contracts_only(ours: Office) -> None:
    standard = Plan.objects.get(code="standard")
    services.change_plan(actor=SYSTEM, plan=standard, wanted=WANTED)
    assert contract_of(ours.made.customer).accounts_max == 50
    made = add_customer(actor=SYSTEM, name="あたらしい", domain="new.example")
    assert contract_of(made.customer).accounts_max == WANTED.accounts_max


def test_a_plan_is_checked_like_a_contract(ours: Office) -> None:
    with pytest.raises(PlanTaken):
        services.add_plan(actor=SYSTEM, code="standard", wanted=WANTED)
    with pytest.raises(BadLimit):
        services.add_plan(actor=SYSTEM, code="new", wanted=replace(WANTED, accounts_max=0))
    with pytest.raises(BadDisk) as refused:
        services.add_plan(actor=SYSTEM, code="new", wanted=replace(WANTED, web_disk_bytes=-1))
    assert refused.value.field == "web_disk_bytes"


def test_the_desk_adds_and_changes_plans(ours: Office) -> None:
    desk = operator()
    typed = {
        "code": "ｌａｒｇｅ",
        "name_ja": "ラージ",
        "name_en": "Large",
        "accounts_max": "１００",
        "mail_disk_bytes": "100",
        "mailbox_quota_bytes": "10",
        "web_disk_bytes": "20",
        "builder_disk_bytes": "0",
    }
    assert desk.post("/console/plans/add/", typed).status_code == 302
    assert desk.post("/console/plans/large/", {**typed, "accounts_max": "200"}).status_code == 302
    assert Plan.objects.get(code="large").accounts_max == 200
    where = f"/console/customers/{ours.made.customer.number}/"
    assert f"{where}notice.pdf" in desk.get(where).content.decode()
    assert desk.post(f"{where}plan/", {"plan_code": "large"}).status_code == 302
    assert desk.get(f"{where}notice.pdf").status_code == 404  # without the notice in the console
    assert f"{where}notice.pdf" not in desk.get(where).content.decode()


@pytest.mark.parametrize(("builder", "is_right"), [({}, True), ({"has_site_builder": "on"}, False)])
def test_a_plan_without_the_site_builder_needs_no_disk_for_it(builder: dict[str, str], is_right: bool) -> None:
    sizes = dict.fromkeys(("mail_disk_bytes", "mailbox_quota_bytes", "web_disk_bytes"), "5")
    names = {"code": "mini", "name_ja": "ミニ", "name_en": "Mini", "accounts_max": "5"}
    answer = operator().post("/console/plans/add/", {**sizes, **names, **builder})
    assert answer.status_code == (302 if is_right else 422)
    assert Plan.objects.filter(code="mini", builder_disk_bytes=0).exists() == is_right
