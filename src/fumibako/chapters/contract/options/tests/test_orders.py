"""Orders: once, within what the catalogue allows, in use when approved, taken back at month's end (E4)."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from fumibako.chapters.console.branding.services import set_branding
from fumibako.chapters.console.catalogue.services import Wanted, add_option, change_option
from fumibako.chapters.contract.options import errors, services
from fumibako.chapters.contract.options.models import Option, Order, State
from fumibako.chapters.contract.options.tests.contract import WANTED, option
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.mail.accounts.errors import AccountsExhausted
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.tests.links import mails, text_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.notices.models import OutgoingNotice
from tests.contracts.people import Office, operator, owner

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E4")]


def place(office: Office, packs: int = 1) -> Order:
    return services.place_order(actor=SYSTEM, customer=office.made.customer, option=option(), packs=packs)


def limit(office: Office) -> int:
    return contract_of(office.made.customer).accounts_max


def test_an_order_raises_the_limit_when_it_is_approved_and_not_before(ours: Office) -> None:
    order = place(ours, packs=2)
    assert (limit(ours), order.state, order.monthly) == (50, State.REQUESTED, 2000)
    services.approve_order(actor=SYSTEM, order=order)
    assert limit(ours) == 70
    with pytest.raises(errors.AlreadyDecided):
        services.approve_order(actor=SYSTEM, order=order)
    assert limit(ours) == 70


def test_an_option_may_need_no_approval(ours: Office) -> None:
    change_option(actor=SYSTEM, option=option(), wanted=wanted(at_once=True), plans=["standard"])
    assert place(ours).state == State.ACTIVE
    assert limit(ours) == 60


def wanted(**other: Any) -> Wanted:
    return replace(WANTED, **other)


def test_no_more_packs_than_the_catalogue_allows_whatever_state_they_are_in(ours: Office) -> None:
    services.approve_order(actor=SYSTEM, order=place(ours, packs=60))
    place(ours, packs=30)
    with pytest.raises(errors.TooManyPacks) as refused:
        place(ours, packs=11)
    assert refused.value.values == {"most": 100, "used": 90, "left": 10}
    place(ours, packs=10)
    with pytest.raises(errors.NoPacksLeft):
        place(ours)
    for packs in (0, -1, 101):
        with pytest.raises(errors.BadPacks):
            place(ours, packs=packs)


@pytest.mark.parametrize(
    ("change", "plans", "refusal"),
    [
        ({"is_offered": False}, ["standard"], errors.NotOrderable),
        ({"order_url": "https://other.example/"}, ["standard"], errors.NotOrderable),
        ({}, ["compact"], errors.NotInPlan),
    ],
)
def test_what_is_not_offered_to_the_contract_is_not_ordered(
    ours: Office, change: dict[str, object], plans: list[str], refusal: type[Exception]
) -> None:
    change_option(actor=SYSTEM, option=option(), wanted=wanted(**change), plans=plans)
    with pytest.raises(refusal):
        place(ours)
    client = owner(ours)
    assert client.get("/mypage/options/more-accounts/").status_code == 404
    sent = {"packs": "1", "step": "order"}
    assert client.post("/mypage/options/more-accounts/", sent).status_code == 404
    assert not Order.objects.exists()


def test_a_refused_order_changes_nothing_and_says_why(ours: Office) -> None:
    order = place(ours)
    services.refuse_order(actor=SYSTEM, order=order, reason="お支払いの確認待ちです")
    assert limit(ours) == 50
    assert "お支払いの確認待ちです" in owner(ours).get(f"/mypage/orders/{order.number}/").content.decode()
    with pytest.raises(errors.AlreadyDecided):
        services.approve_order(actor=SYSTEM, order=order)
    assert limit(ours) == 50


def test_cancelled_it_stays_until_the_month_ends_and_then_no_account_is_lost(
    ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = place(ours)
    services.approve_order(actor=SYSTEM, order=order)
    for number in range(58):
        add_account(actor=SYSTEM, domain=ours.made.domain, local_part=f"user{number}")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 2, 3))
    services.cancel_order(actor=SYSTEM, order=order)
    assert order.ends_on == date(2026, 2, 28)
    assert services.end_cancelled(date(2026, 2, 28)) == 0
    assert limit(ours) == 60
    assert services.end_cancelled(date(2026, 3, 1)) == 1
    assert services.end_cancelled(date(2026, 3, 1)) == 0
    assert limit(ours) == 50
    assert Mailbox.objects.filter(domain=ours.made.domain).count() == 60
    with pytest.raises(AccountsExhausted):
        add_account(actor=SYSTEM, domain=ours.made.domain, local_part="onemore")


def test_what_is_not_in_use_or_cancelled_already_is_not_cancelled(ours: Office) -> None:
    order = place(ours)
    with pytest.raises(errors.NotCancellable):
        services.cancel_order(actor=SYSTEM, order=order)
    services.approve_order(actor=SYSTEM, order=order)
    services.cancel_order(actor=SYSTEM, order=order)
    with pytest.raises(errors.NotCancellable):
        services.cancel_order(actor=SYSTEM, order=order)


def test_a_price_that_changes_leaves_orders_as_they_were(ours: Office) -> None:
    order = place(ours)
    change_option(actor=SYSTEM, option=option(), wanted=wanted(price=9000), plans=["standard"])
    order.refresh_from_db()
    assert order.monthly == 1000


def test_on_my_page_it_is_entered_confirmed_and_done(ours: Office) -> None:
    where, client = f"/mypage/options/{option().code}/", owner(ours)
    assert client.get(where).status_code == 200
    confirm = client.post(where, {"packs": "２", "once": "from-the-form", "step": "confirm"})
    assert confirm.status_code == 200 and 'name="packs" value="2"' in confirm.content.decode()
    assert not Order.objects.exists()
    sent = {"packs": "2", "once": "from-the-form", "step": "order"}
    done, again = client.post(where, sent), client.post(where, sent)
    order = Order.objects.get()
    assert done.headers["Location"] == again.headers["Location"] == f"/mypage/orders/{order.number}/"
    assert (order.packs, order.customer) == (2, ours.made.customer)


def test_the_operator_approves_in_the_console(ours: Office) -> None:
    order, desk = place(ours), operator()
    assert order.number in desk.get("/console/orders/", {"state": "requested"}).content.decode()
    for _ in range(2):
        desk.post(f"/console/orders/{order.number}/")
    assert limit(ours) == 60
    assert desk.post(f"/console/orders/{order.number}/refuse/", {"reason": "x"}).status_code == 302
    order.refresh_from_db()
    assert order.state == State.ACTIVE


def save_support() -> None:
    set_branding(actor=SYSTEM, texts={"support_address": "support@provider.example"})


def test_every_step_of_an_order_is_mailed_once_to_its_owner_and_what_waits_to_support(ours: Office) -> None:
    owner(ours)  # sets up My Page with a contact address
    save_support()
    order, other = place(ours), place(ours)
    services.approve_order(actor=SYSTEM, order=order)
    services.refuse_order(actor=SYSTEM, order=other, reason="在庫がありません")
    services.cancel_order(actor=SYSTEM, order=order)
    assert order.ends_on is not None
    for _ in range(2):
        services.end_cancelled(order.ends_on + timedelta(days=1))
    sent = Counter(OutgoingNotice.objects.filter(key__startswith="order_").values_list("key", "recipient"))
    contact, support = "somu@elsewhere.example", "support@provider.example"
    assert sent == {
        ("order_received", contact): 2,
        ("order_waiting", support): 2,
        ("order_approved", contact): 1,
        ("order_refused", contact): 1,
        ("order_cancelled", contact): 1,
        ("order_ended", contact): 1,
    }
    (refused,) = mails("order_refused")
    assert "在庫がありません" in text_of(refused) and other.number in text_of(refused)


def test_what_needs_no_approval_waits_for_nobody(ours: Office) -> None:
    owner(ours)
    save_support()
    change_option(actor=SYSTEM, option=option(), wanted=wanted(at_once=True), plans=["standard"])
    place(ours)
    keys = OutgoingNotice.objects.filter(key__startswith="order_").values_list("key", flat=True)
    assert [*keys] == ["order_approved"]


def more_of_it() -> Option:
    """Packs that add to the option, as the spam option's ten accounts do to its fifty."""
    more = wanted(name_ja="追加の追加", requires=option().code)
    return add_option(actor=SYSTEM, code="even-more", wanted=more, plans=["standard"], effect="accounts", amount=1)


def test_what_needs_another_option_is_ordered_after_it_and_cancelled_before_it(ours: Office) -> None:
    more, customer = more_of_it(), ours.made.customer

    def place_more() -> Order:
        return services.place_order(actor=SYSTEM, customer=customer, option=more, packs=1)

    with pytest.raises(errors.NeedsOption):
        place_more()
    assert "メールアカウント追加が必要です" in owner(ours).get("/mypage/options/").content.decode()
    base = place(ours)
    extra = place_more()
    with pytest.raises(errors.NeedsOption):  # the base waits still
        services.approve_order(actor=SYSTEM, order=extra)
    services.approve_order(actor=SYSTEM, order=base)
    services.approve_order(actor=SYSTEM, order=extra)
    with pytest.raises(errors.NeededByOption):
        services.cancel_order(actor=SYSTEM, order=base)
    services.cancel_order(actor=SYSTEM, order=extra)
    services.cancel_order(actor=SYSTEM, order=base)
    with pytest.raises(errors.NeedsOption):  # a base that ends is none
        place_more()


@pytest.mark.parametrize("base", ["even-more", "more-accounts"])
def test_an_option_needs_neither_itself_nor_what_needs_something_itself(ours: Office, base: str) -> None:
    more_of_it()
    with pytest.raises(errors.BadRequirement):
        change_option(actor=SYSTEM, option=option(), wanted=wanted(requires=base), plans=["standard"])
