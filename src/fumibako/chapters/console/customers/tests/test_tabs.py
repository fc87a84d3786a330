"""What belongs to one customer, in tabs beside its contract."""

import pytest

from fumibako.chapters.contract.options.services import place_order
from fumibako.chapters.contract.options.tests.contract import option
from fumibako.chapters.member.inquiry.services import send_inquiry
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.people import Office, make, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def theirs() -> Office:
    return make("株式会社よそ", "theirs.example")


def test_a_customers_tabs_show_its_own_and_nobody_elses(ours: Office, theirs: Office) -> None:
    for office, text in ((ours, "転送について"), (theirs, "容量について")):
        number = office.made.customer.number
        send_inquiry(
            **{"remote": "", "language": "ja", "category": "mail", "reply_address": "a@out.example"},
            text=text,
            customer_number=number,
        )
    desk, where = operator(), f"/console/customers/{ours.made.customer.number}/"
    page = desk.get(f"{where}inquiries/").content.decode()
    assert "転送について" in page and "容量について" not in page
    page = desk.get(f"{where}audit/").content.decode()
    assert "ours.example" in page and "theirs.example" not in page
    tabs = [link.url for link in desk.get(where).context["shell"].tabs]
    assert tabs == [where, *(f"{where}{name}/" for name in ("accounts", "orders", "inquiries", "logins", "audit"))]
    assert [desk.get(way).status_code for way in tabs] == [200] * 6


def test_accounts_of_a_customer_stand_in_their_tab_with_the_way_into_their_menus(ours: Office, theirs: Office) -> None:
    where = f"/console/customers/{ours.made.customer.number}/"
    page = operator().get(f"{where}accounts/?search=SUZUKI").content.decode()
    assert f'href="{where}support/?address=suzuki%40ours.example"' in page
    assert "administrator@ours" not in page and "theirs.example" not in page


def test_orders_of_a_customer_stand_in_their_tab(ours: Office, theirs: Office) -> None:
    offices = (ours, theirs)
    orders = [place_order(actor=SYSTEM, customer=o.made.customer, option=option(), packs=1).number for o in offices]
    page = operator().get(f"/console/customers/{ours.made.customer.number}/orders/").content.decode()
    assert orders[0] in page and orders[1] not in page
