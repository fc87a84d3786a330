"""The same form sent twice, by a double click or a reload: done once, and the second page says what the first said."""

import re

import pytest
from django.test import Client

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.passwords import is_right
from tests.contracts.people import Office, browser, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1", "E1")]
MADE = re.compile(r"[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){3}")


def once_of(client: Client, page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert found, "the form carries nothing of its own"
    return found[1]


def shown(text: str) -> set[str]:
    return set(MADE.findall(text))


def test_an_account_added_twice_is_one_and_its_password_is_shown_again(ours: Office) -> None:
    client = member(ours.made.administrator)
    typed = {"local_part": "Tanaka", "display_name": "田中", "once": once_of(client, "/admin/accounts/add/")}
    first, second = (client.post("/admin/accounts/add/", typed) for _ in range(2))
    assert first.status_code == second.status_code == 200
    (password,) = shown(first.content.decode())
    assert shown(second.content.decode()) == {password}
    made = Mailbox.objects.get(address="tanaka@ours.example")
    assert is_right(password, made.password_hash)


def test_another_form_for_the_same_name_is_refused_and_shows_no_password(ours: Office) -> None:
    client = member(ours.made.administrator)
    for number, status in ((1, 200), (2, 422)):
        typed = {"local_part": "tanaka", "once": f"form-{number}"}
        answer = client.post("/admin/accounts/add/", typed)
        assert answer.status_code == status
    assert not shown(answer.content.decode())


def test_a_form_without_its_mark_gets_a_password_of_chance(ours: Office) -> None:
    client = member(ours.made.administrator)
    passwords = {
        frozenset(shown(client.post("/admin/accounts/add/", {"local_part": f"u{n}"}).content.decode()))
        for n in range(3)
    }
    assert len(passwords) == 3


def test_a_password_made_twice_is_the_one_that_is_shown(ours: Office) -> None:
    client, address = member(ours.made.administrator), ours.user.mailbox.address
    where = f"/admin/accounts/{address}/password/"
    typed = {"once": once_of(client, where)}
    first, second = (shown(client.post(where, typed).content.decode()) for _ in range(2))
    assert first == second
    (password,) = second
    assert browser().post("/login/", {"address": address, "password": password}).status_code == 302


def test_a_customer_added_twice_is_one_and_the_password_is_shown_again(ours: Office) -> None:
    desk = operator()
    typed = {
        "name": "株式会社新",
        "domain": "New.Example",
        "plan_code": "standard",
        "once": once_of(desk, "/console/customers/add/"),
    }
    first, second = (desk.post("/console/customers/add/", typed) for _ in range(2))
    assert first.status_code == second.status_code == 200
    (password,) = shown(first.content.decode())
    assert shown(second.content.decode()) == {password}
    assert Customer.objects.filter(domains__name="new.example").count() == 1
    login = {"address": "administrator@new.example", "password": password}
    assert browser().post("/login/", login).status_code == 302
    again = desk.post("/console/customers/add/", {**typed, "once": "another"})
    assert again.status_code == 422


def test_a_reissued_password_is_the_one_that_is_shown(ours: Office) -> None:
    desk = operator()
    where = f"/console/customers/{ours.made.customer.number}/reissue/"
    typed = {"once": once_of(desk, where)}
    first, second = (shown(desk.post(where, typed).content.decode()) for _ in range(2))
    assert first == second and len(second) == 1
