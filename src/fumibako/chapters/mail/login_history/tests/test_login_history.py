"""The login history through the pages, over a real history of guardd's (B13, C2)."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.console.domains.services import add_domain
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.console.operators.services import add_operator
from fumibako.chapters.identity.logins import services as logins_services
from fumibako.chapters.mail.login_history import queries
from fumibako.chapters.mail.usage_by_account import queries as usage_queries
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.tenancy.staff import StaffRole
from fumibako.machine.daemons.guardd import control
from fumibako.processes.guardd.guard import Guard
from fumibako.processes.guardd.history import History
from fumibako.processes.guardd.memory import Memory
from tests.contracts.people import Office, browser, make, member, operator, owner

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13"), pytest.mark.feature("C2")]
OUTSIDE = "203.0.113.7"


class House:
    """now: guardd's clock."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.now = time.time() + 60

    def report(self, login: str, protocol: str, *, success: bool, **more: Any) -> None:
        self.guard.report({"login": login, "remote": OUTSIDE, "protocol": protocol, "success": success, **more})


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    history = History(tmp_path / "history.sqlite3")
    made = House(Guard(Memory(tmp_path / "guard.sqlite3"), history, lambda: made.now, "127.0.0.1"))

    def ask(self: control.Guard, command: str, values: dict[str, Any], seconds: float = 2.0) -> dict[str, Any]:
        answers = {
            "allow": lambda: {"status": made.guard.allow(values).status},
            "report": lambda: made.guard.report(values) or {},
            "note": lambda: made.guard.note(values) or {},
            "waiting": lambda: {"waiting": made.guard.waiting(values)},
            "forgive": lambda: made.guard.forgive(values) or {},
            "history": lambda: {"rows": history.found(values)},
            "last": lambda: {"last": history.last_read(values)},
            "apps": lambda: {"used": history.app_passwords_used(str(values["login"]))},
        }
        return answers[command]()

    monkeypatch.setattr(control.Guard, "_ask", ask)
    yield made


@pytest.fixture
def office() -> Office:
    return make("株式会社履歴", "history.example")


def results(client: Client, path: str) -> list[str]:
    """Each row as text."""
    page = client.get(path)
    assert page.status_code == 200, page.content.decode()
    body = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall("<tr>(.*?)</tr>", body, re.DOTALL)
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in rows]


def test_a_user_sees_logins_and_refused_tries_of_every_way_and_nobody_elses(house: House, office: Office) -> None:
    address = office.user.mailbox.address
    client = member(office.user)
    house.now += 1
    house.report(address, "imap", success=True)
    house.now += 1
    house.report(address, "smtp", success=False)
    house.report("administrator@history.example", "pop3", success=True)
    rows = results(client, "/user/logins/")
    assert ["SMTP" in rows[0], "IMAP" in rows[1], "Web" in rows[2]] == [True] * 3 and len(rows) == 3
    assert len(results(client, "/user/logins/?result=refused")) == 1
    assert len(results(client, "/user/logins/?way=imap")) == 1


def test_the_same_again_within_an_hour_is_one_line_with_their_number(house: House, office: Office) -> None:
    client = member(office.user)
    for _ in range(3):
        house.now += 60
        house.report(office.user.mailbox.address, "imap", success=True)
    (row,) = results(client, "/user/logins/?way=imap")
    assert "3" in row.partition("(")[2]


def test_an_administrator_sees_the_domain_also_names_that_nobody_has_and_no_other_domain(
    house: House, office: Office
) -> None:
    make("株式会社隣", "neighbour.example")
    house.report("nobody@history.example", "imap", success=False)
    house.report("suzuki@neighbour.example", "imap", success=True)
    client = member(office.made.administrator)
    rows = results(client, "/admin/logins/?way=imap")
    assert len(rows) == 1 and "nobody@history.example" in rows[0]
    assert not results(client, "/admin/logins/?name=suzuki@neighbour.example")


def test_a_name_that_was_somebody_elses_before_shows_nothing_of_that_time(house: House, office: Office) -> None:
    house.now = office.user.mailbox.created_at.timestamp() - 5
    house.report(office.user.mailbox.address, "imap", success=True)
    house.now += 1000
    assert not results(member(office.user), "/user/logins/?way=imap")


def test_of_a_later_domain_programs_see_nothing_of_the_time_before_it_was_the_customers(
    house: House, office: Office
) -> None:
    customer = office.made.customer
    for rows in (Customer.objects.filter(pk=customer.pk), Domain.objects.filter(customer=customer)):
        rows.update(created_at=timezone.now() - timedelta(days=2))
    house.now = time.time() - 3600
    for name in ("history.example", "later.example"):
        house.report(f"suzuki@{name}", "imap", success=True)
    add_domain(actor=SYSTEM, customer=customer, domain="later.example")
    found = queries.logins_of_customer(customer, queries.Search(), 10)
    assert [one.name for one in found] == ["suzuki@history.example"]


def test_an_alias_domain_is_shown_once_and_from_when_it_came(house: House, office: Office) -> None:
    domain = office.made.domain
    Domain.objects.filter(pk=domain.pk).update(created_at=timezone.now() - timedelta(days=2))
    domain.refresh_from_db()
    house.now = time.time() - 3600
    house.report("before@alias.example", "imap", success=True)  # somebody else's then
    add_domain(actor=SYSTEM, customer=domain.customer, domain="alias.example", alias_of=domain)
    house.now = time.time() + 60
    house.report("suzuki@alias.example", "imap", success=True)
    ours = queries.logins_of_customer(domain.customer, queries.Search(), 10)
    assert [one.name for one in ours] == ["suzuki@alias.example"]
    page = results(member(office.made.administrator), "/admin/logins/?way=imap")
    assert len(page) == 1 and "suzuki@alias.example" in page[0]


def test_a_wrong_password_on_the_web_is_noted_with_its_browser(house: House, office: Office) -> None:
    house.now = office.user.mailbox.created_at.timestamp() + 5
    headers = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0", "x-real-ip": OUTSIDE}
    browser().post("/login/", {"address": office.user.mailbox.address, "password": "Chigau-1"}, headers=headers)
    (row,) = results(member(office.user), "/user/logins/?result=refused")
    assert "Firefox / Windows" in row and OUTSIDE in row


def test_of_one_page_more_than_fifty_lead_to_the_older_ones(house: House, office: Office) -> None:
    client = member(office.user)
    for number in range(60):
        house.now += 1
        house.report(office.user.mailbox.address, "imap", success=True, app=str(number))
    page = client.get("/user/logins/?way=imap").content.decode()
    found = re.search(r'href="(\?[^"]*before=[^"]*)"', page)
    assert found and len(results(client, "/user/logins/" + found[1].replace("&amp;", "&"))) == 10


def test_without_guardd_the_page_says_so(office: Office) -> None:
    page = member(office.user).get("/user/logins/")
    assert page.status_code == 200 and "notice warn" in page.content.decode()


def test_the_menu_tells_of_the_login_before_this_one(house: House, office: Office) -> None:
    first = member(office.user)
    assert "203.0.113.99" not in first.get("/user/").content.decode()
    other = Client(headers={"x-forwarded-proto": "https", "host": "localhost", "x-real-ip": "203.0.113.99"})
    other.post("/login/", {"address": office.user.mailbox.address, "password": office.user.password})
    assert "203.0.113.99" not in other.get("/user/").content.decode()
    assert "203.0.113.99" in member(office.user).get("/user/").content.decode()


def test_signing_out_elsewhere_forgets_other_browsers_but_not_this_one(house: House, office: Office) -> None:
    address, here, other = office.user.mailbox.address, member(office.user), member(office.user)
    assert here.post("/user/sessions/").status_code == 302
    assert other.get("/user/").status_code == 302  # its session has ended
    for number in range(20):
        house.guard.report({"login": address, "remote": f"203.0.113.{number}", "success": False})
    typed = {"address": address, "password": office.user.password}
    assert other.post("/login/", typed).status_code == 429
    here.post("/logout/")
    assert here.post("/login/", typed).status_code == 302


def test_the_usage_list_tells_when_each_account_was_read_last(house: House, office: Office) -> None:
    house.report(office.user.mailbox.address, "pop3", success=True)
    house.report(office.user.mailbox.address, "smtp", success=True)
    assert set(usage_queries.last_logins([office.user.mailbox.address, "nobody@history.example"])) == {
        office.user.mailbox.address
    }


def test_a_suspended_account_is_noted_after_its_right_password(house: House, office: Office) -> None:
    login = office.user.mailbox.login
    logins_services.set_suspended(login=login, is_suspended=True)
    browser().post("/login/", {"address": login.name, "password": office.user.password})
    found = queries.logins(queries.of_domain(office.made.domain), queries.Search(is_in=False), 10)
    assert [one.outcome for one in found] == ["closed"]


def test_operators_see_each_others_logins_and_support_only_its_own(house: House, office: Office) -> None:
    client = operator()
    add_operator(actor=SYSTEM, login="night")
    house.now += 1
    house.report("operator:night", "web", success=False)
    house.report("contract:w000000001", "web", success=True)
    rows = results(client, "/console/logins/")
    assert len(rows) == 2 and "night" in rows[0] and "desk" in rows[1]
    Operator.objects.filter(login__name="desk").update(role=StaffRole.SUPPORT)
    (row,) = results(client, "/console/logins/")
    assert "night" not in row


def test_the_owner_of_the_contract_sees_the_logins_to_my_page_and_no_others(house: House, office: Office) -> None:
    client = owner(office)
    other = make("株式会社隣", "neighbour.example").made.customer.number.lower()
    house.now += 1
    house.report(f"contract:{other}", "web", success=True)
    house.report(office.user.mailbox.address, "imap", success=True)
    house.report(f"contract:{office.made.customer.number.lower()}", "web", success=False)
    assert len(results(client, "/mypage/logins/")) == 2
    assert len(results(client, "/mypage/logins/?result=refused")) == 1
