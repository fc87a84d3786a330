"""App passwords: who makes them, what the mail programs' logins get to know, and what ends them."""

import hashlib
import re

import pytest
from django.test import Client

from fumibako.chapters.mail.accounts.services import delete_account, set_password
from fumibako.chapters.mail.app_passwords.models import AppPassword
from fumibako.chapters.mail.app_passwords.rules import MAX
from fumibako.chapters.mail.app_passwords.snapshot import app_passwords
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, make, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A3", "C2")]


@pytest.fixture
def client(ours: Office) -> Client:
    return member(ours.user)


def add(client: Client, office: Office, *protocols: str, **typed: str) -> str:
    """The app password; "" where it was refused."""
    filled = {"name": "Phone", "protocols": protocols or ("imap",), "old": office.user.password, **typed}
    answer = client.post("/user/app-passwords/", filled)
    if answer.status_code in (422, 429):
        return ""
    found = re.search(r'class="code">((?:[A-Za-z0-9]{4}-){3}[A-Za-z0-9]{4})<', answer.content.decode())
    assert found
    return found[1]


def test_the_logins_get_its_digest_and_its_protocols_and_nobody_keeps_it(client: Client, ours: Office) -> None:
    text = add(client, ours, "smtp", "imap")
    wish = app_passwords(ours.user.mailbox.address)
    assert wish is not None and not wish.is_only
    (one,) = wish.passwords
    assert (one.digest, one.protocols) == (hashlib.sha256(text.encode()).hexdigest(), ("imap", "smtp"))
    assert text not in client.get("/user/app-passwords/").content.decode()
    assert text not in str(list(Entry.objects.values()))


def test_with_two_step_on_the_logins_take_nothing_else(ours: Office) -> None:
    login = ours.user.mailbox.login
    assert app_passwords(ours.user.mailbox.address) is None
    login.has_two_step = True
    login.save()
    wish = app_passwords(ours.user.mailbox.address)
    assert wish is not None and wish.is_only and wish.passwords == ()


def test_it_asks_for_the_password_a_name_and_a_protocol(client: Client, ours: Office) -> None:
    assert add(client, ours, old="wrong-password") == ""
    assert add(client, ours, name=" ") == ""
    assert client.post("/user/app-passwords/", {"name": "Phone", "old": ours.user.password}).status_code == 422
    assert not AppPassword.objects.exists()


def test_the_same_form_sent_twice_makes_one(client: Client, ours: Office) -> None:
    assert add(client, ours, once="abc") == add(client, ours, once="abc")
    assert AppPassword.objects.count() == 1


def test_two_of_the_same_name_could_not_be_told_apart(client: Client, ours: Office) -> None:
    assert add(client, ours, name="iPhone")
    assert add(client, ours, name="iphone ") == ""
    assert AppPassword.objects.count() == 1
    assert add(client, ours, name="iPad")


def test_there_is_an_end_to_them(client: Client, ours: Office) -> None:
    for number in range(MAX):
        assert add(client, ours, name=f"Phone {number}")
    assert add(client, ours) == ""


def test_another_password_of_the_account_ends_them(client: Client, ours: Office) -> None:
    assert add(client, ours)
    set_password(actor=SYSTEM, mailbox=ours.user.mailbox, password=ours.user.password)
    assert app_passwords(ours.user.mailbox.address) is None
    assert "Phone" not in member(ours.user).get("/user/app-passwords/").content.decode()


def test_case_050_they_go_with_the_account(client: Client, ours: Office) -> None:
    assert add(client, ours)
    delete_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    assert not AppPassword.objects.exists()


def test_case_062_it_opens_nothing_on_the_web(client: Client, ours: Office) -> None:
    text = add(client, ours)
    answer = browser().post("/login/", {"address": ours.user.mailbox.address, "password": text})
    assert answer.status_code in (422, 429)


def test_somebody_elses_is_not_there_to_be_removed(client: Client, ours: Office) -> None:
    assert add(client, ours)
    row = AppPassword.objects.get()
    theirs = make("他社", "theirs.example")
    path = f"/user/app-passwords/{row.pk}/remove/"
    assert member(theirs.user).post(path).status_code == 404
    assert client.post(path).status_code == 302
    assert not AppPassword.objects.exists()
    assert Entry.objects.filter(action="app_password.remove").exists()
