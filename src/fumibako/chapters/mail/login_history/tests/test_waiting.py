"""Locks after wrong passwords: who sees them, and who may lift them (A2)."""

from datetime import timedelta

import pytest

from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.console.operators.services import add_operator
from fumibako.chapters.mail.login_history import ftp
from fumibako.chapters.mail.login_history.tests.test_login_history import House, house, office
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.staff import StaffRole
from fumibako.machine.daemons.guardd.control import Guard, GuardDown
from fumibako.machine.daemons.supervisor.control import LogPart, LogPlace
from tests.contracts.conftest import empty_cache, program
from tests.contracts.people import Office, make, member, operator

__all__ = ["empty_cache", "house", "office", "program"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]
BUTTON = "/unlock/"


def lock(house: House, login: str) -> None:
    for number in range(20):
        house.guard.report({"login": login, "remote": f"198.51.100.{number}", "success": False})


def is_locked(house: House, login: str) -> bool:
    return house.guard.allow({"login": login, "remote": "192.0.2.1", "protocol": "web"}).status < 0


def test_the_administrator_lifts_the_lock_of_an_account_and_it_is_noted(house: House, office: Office) -> None:
    address, client = office.user.mailbox.address, member(office.made.administrator)
    assert BUTTON not in client.get("/admin/logins/").content.decode()
    lock(house, address)
    lock(house, "nobody@history.example")  # no account: nothing to lift
    page = client.get("/admin/logins/").content.decode()
    assert page.count(BUTTON) == 1 and f"/admin/logins/{address}/unlock/" in page
    assert client.post(f"/admin/logins/{address}/unlock/").status_code == 302
    assert not is_locked(house, address)
    entry = Entry.objects.get(action="login.unlock")
    assert (entry.actor, entry.subject) == (office.made.administrator.mailbox.address, address)
    assert entry.customer_number == office.made.customer.number
    assert BUTTON not in client.get("/admin/logins/").content.decode()


def test_another_customers_account_is_nobodys(house: House, office: Office) -> None:
    other = make("株式会社隣", "neighbour.example").user.mailbox.address
    lock(house, other)
    client = member(office.made.administrator)
    assert other not in client.get("/admin/logins/").content.decode()
    assert client.post(f"/admin/logins/{other}/unlock/").status_code == 404
    assert member(office.user).post(f"/admin/logins/{office.user.mailbox.address}/unlock/").status_code == 404
    assert is_locked(house, other) and not Entry.objects.filter(action="login.unlock").exists()


def test_the_operator_lifts_it_for_accounts_and_for_the_contracts_owner(house: House, office: Office) -> None:
    number = office.made.customer.number
    client, owner = operator(), number.lower()
    lock(house, office.user.mailbox.address)
    lock(house, f"contract:{owner}")
    page = client.get(f"/console/customers/{number}/logins/").content.decode()
    for name in (office.user.mailbox.address, owner):
        assert f"/console/customers/{number}/logins/{name}/unlock/" in page
        assert client.post(f"/console/customers/{number}/logins/{name}/unlock/").status_code == 302
    assert not is_locked(house, office.user.mailbox.address) and not is_locked(house, f"contract:{owner}")
    assert client.post(f"/console/customers/{number}/logins/desk/unlock/").status_code == 404


def test_of_operators_only_one_who_may_do_everything_lifts_it(house: House, office: Office) -> None:
    client = operator()
    add_operator(actor=SYSTEM, login="night")
    lock(house, "operator:night")
    assert "/console/operators/night/unlock/" in client.get("/console/logins/").content.decode()
    Operator.objects.filter(login__name="desk").update(role=StaffRole.SUPPORT)
    assert BUTTON not in client.get("/console/logins/").content.decode()
    assert client.post("/console/operators/night/unlock/").status_code == 404
    assert is_locked(house, "operator:night")
    Operator.objects.filter(login__name="desk").update(role=StaffRole.EVERYTHING)
    assert client.post("/console/operators/night/unlock/").status_code == 302
    assert not is_locked(house, "operator:night")


def test_where_the_counter_cannot_be_asked_nothing_is_noted_and_the_page_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise GuardDown

    monkeypatch.setattr(Guard, "_ask", away)
    address, client = office.user.mailbox.address, member(office.made.administrator)
    answer = client.post(f"/admin/logins/{address}/unlock/", follow=True)
    assert "解除できませんでした" in answer.content.decode()
    assert not Entry.objects.filter(action="login.unlock").exists()


def test_case_063_wrong_passwords_of_ftp_count_with_those_of_the_web(
    house: House, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty from one address, half of them each way."""
    lines = [f"17640000{number:02} 198.51.100.7 PASS 530 site{number}.example" for number in range(25)]
    part = LogPart(end=LogPlace(1, 1), lines=tuple(lines), utc_offset=timedelta())
    monkeypatch.setattr(ftp, "read_ftp_log", lambda config, start: part)
    web = {"remote": "198.51.100.7", "protocol": "web"}
    for number in range(25):
        house.guard.report({"login": f"a{number}@history.example", "success": False, **web})
    assert house.guard.allow({"login": "b@history.example", **web}).status == 0
    assert ftp.read_ftp_logins() == 25
    assert house.guard.allow({"login": "b@history.example", **web}).status == -1
