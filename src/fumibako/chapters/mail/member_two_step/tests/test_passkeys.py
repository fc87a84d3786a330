"""Passkeys as the second step (A3): registered with the password, asked for after it, each answer worth one login."""

import html
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.identity.two_step.models import Passkey, Step, TwoStep
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.passkeys import Device
from tests.contracts.people import Office, browser, make, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A3")]
ADD = "/user/two-step/passkeys/register/"


@pytest.fixture
def on(ours: Office) -> Office:
    login = ours.user.mailbox.login
    TwoStep.objects.create(login=login, address="suzuki@home.example", confirmed_at=timezone.now())
    return ours


@pytest.fixture
def client(on: Office) -> Client:
    """Logged in already; then the second step was turned on."""
    client = member(on.user)
    on.user.mailbox.login.has_two_step = True
    on.user.mailbox.login.save()
    return client


def options(client: Client, page: str, name: str) -> str:
    found = re.search(f'data-passkey-{name}="([^"]+)"', client.get(page).content.decode())
    assert found
    return html.unescape(found[1])


def register(client: Client, office: Office, device: Device, name: str = "スマートフォン", **typed: str) -> int:
    page = client.get(ADD).content.decode()
    asked, signed = re.search('data-passkey-create="([^"]+)"', page), re.search('name="signed" value="([^"]+)"', page)
    assert asked and signed
    answer = device.create(html.unescape(asked[1]))
    filled = {"name": name, "old": office.user.password, "signed": signed[1], "answer": answer, **typed}
    return client.post(ADD, filled).status_code


def asked(office: Office) -> Client:
    """A browser that gave the right password."""
    client = browser()
    client.post("/login/", {"address": office.user.mailbox.address, "password": office.user.password})
    return client


def enter(client: Client, device: Device) -> int:
    return give(client, device.get(options(client, "/login/code/", "get")))


def give(client: Client, answer: str) -> int:
    return client.post("/login/code/", {"passkey": answer}).status_code


def is_in(client: Client) -> bool:
    return client.get("/user/").status_code == 200


def test_several_are_registered_and_each_one_logs_in_without_a_mail(client: Client, on: Office) -> None:
    phone, key = Device(count=1), Device()
    assert register(client, on, phone) == 302 and register(client, on, key, "鍵") == 302
    assert [each.name for each in Passkey.objects.order_by("pk")] == ["スマートフォン", "鍵"]
    for device in (phone, key, phone):
        there = asked(on)
        assert enter(there, device) == 302 and is_in(there)
    assert not OutgoingNotice.objects.filter(key="two_step_code").exists()
    assert Passkey.objects.get(name="スマートフォン").used_at
    assert Entry.objects.filter(action="two_step.add_passkey").count() == 2


def test_the_same_key_is_registered_once(client: Client, on: Office) -> None:
    device = Device()
    assert register(client, on, device) == 302
    assert json.loads(options(client, ADD, "create"))["excludeCredentials"]
    assert register(client, on, device) == 422
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("typed", [{"old": "wrong-password"}, {"name": " "}, {"answer": ""}, {"signed": "x"}])
def test_without_password_name_or_answer_none_is_registered(client: Client, on: Office, typed: dict[str, str]) -> None:
    assert register(client, on, Device(), **typed) in (422, 429)
    assert not Passkey.objects.exists()


def test_the_challenge_of_another_login_registers_none(client: Client, on: Office) -> None:
    theirs = make("他社", "theirs.example")
    TwoStep.objects.create(login=theirs.user.mailbox.login, address="x@home.example", confirmed_at=timezone.now())
    page = member(theirs.user).get(ADD).content.decode()
    signed = re.search('name="signed" value="([^"]+)"', page)
    assert signed and register(client, on, Device(), signed=signed[1]) == 422


def test_a_page_of_another_origin_is_of_no_use(client: Client, on: Office) -> None:
    device = Device(origin="https://localhost.evil.example")
    assert register(client, on, device) == 422
    device.origin = "https://localhost"
    assert register(client, on, device) == 302
    device.origin = "https://evil.example"
    there = asked(on)
    assert enter(there, device) == 422 and not is_in(there)


def test_case_058_an_answer_works_once_and_in_the_browser_that_was_asked(client: Client, on: Office) -> None:
    device = Device()
    register(client, on, device)
    first, second = asked(on), asked(on)
    answer = device.get(options(first, "/login/code/", "get"))
    assert give(second, answer) == 422
    assert give(first, answer) == 302 and is_in(first)
    again = asked(on)
    assert give(again, answer) == 422 and not is_in(again)


def test_case_058_after_a_wrong_answer_the_challenge_is_another_one_and_five_are_enough(
    client: Client, on: Office
) -> None:
    device, stranger = Device(), Device()
    register(client, on, device)
    there = asked(on)
    before = Step.objects.latest("pk").challenge
    answer = device.get(options(there, "/login/code/", "get"))
    assert enter(there, stranger) == 422
    assert Step.objects.latest("pk").challenge != before
    assert give(there, answer) == 422
    for _ in range(2):
        assert enter(there, stranger) == 422
    assert enter(there, stranger) == 302 and not is_in(there)
    assert there.get("/login/code/").headers["Location"] == "/login/"


def test_a_copied_key_is_found_by_its_count(client: Client, on: Office) -> None:
    device = Device(count=5)
    register(client, on, device)
    there = asked(on)
    assert enter(there, device) == 302
    device.count = 3
    copy = asked(on)
    assert enter(copy, device) == 422 and not is_in(copy)


@pytest.mark.parametrize(
    "answer",
    ["x", "[]", "null", '{"id": 1}', '{"id": []}', "[" * 5_000, "x" * 30_000, '{"id":"NAME","rawId":"NAME"}',
     '{"id":"NAME","rawId":"NAME","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA",'
     '"signature":"AA"}}'],
)  # fmt: skip
def test_case_058_what_is_no_answer_is_refused(client: Client, on: Office, answer: str) -> None:
    device = Device()
    register(client, on, device)
    there = asked(on)
    assert give(there, answer.replace("NAME", Passkey.objects.get().credential)) == 422
    assert not is_in(there)
    assert register(client, on, Device(), answer=answer) == 422


def test_anothers_passkey_logs_in_to_nothing_here(client: Client, on: Office) -> None:
    theirs = make("他社", "theirs.example")
    device = Device()
    assert register(client, on, device) == 302
    login = theirs.user.mailbox.login
    TwoStep.objects.create(login=login, address="x@home.example", confirmed_at=timezone.now())
    login.has_two_step = True
    login.save()
    Passkey.objects.create(login=login, credential="b3RoZXI", public_key=b"", name="other", added_at=timezone.now())
    there = asked(theirs)
    assert enter(there, device) == 422 and not is_in(there)


def test_it_is_renamed_and_removed_with_the_password(client: Client, on: Office) -> None:
    device = Device()
    register(client, on, device)
    number = Passkey.objects.get().pk
    rename, remove = (f"/user/two-step/passkeys/{deed}/?passkey={number}" for deed in ("rename", "remove"))
    assert client.post(rename, {"name": "x" * 61}).status_code == 422
    assert client.post(rename, {"name": "会社の携帯"}).status_code == 302
    assert "会社の携帯" in client.get("/user/two-step/").content.decode()
    assert client.post(remove, {"old": "wrong-password"}).status_code in (422, 429)
    assert client.post(remove, {"old": on.user.password}).status_code == 302
    assert not Passkey.objects.exists()
    assert "data-passkey-get" not in asked(on).get("/login/code/").content.decode()
    assert OutgoingNotice.objects.filter(key="two_step_code").exists()


def test_case_042_anothers_passkey_is_nobodys(client: Client, on: Office) -> None:
    register(client, on, Device())
    number = Passkey.objects.get().pk
    administrator = member(on.made.administrator)
    for deed in ("rename", "remove"):
        page = f"/user/two-step/passkeys/{deed}/?passkey="
        assert administrator.post(f"{page}{number}", {"name": "x", "old": "x"}).status_code == 404
        assert administrator.post(f"{page}999999", {"name": "x", "old": "x"}).status_code == 404
    assert Passkey.objects.get().name == "スマートフォン"


def test_switched_off_none_is_left(client: Client, on: Office) -> None:
    register(client, on, Device())
    assert client.post("/user/two-step/off/", {"old": on.user.password}).status_code == 302
    assert not Passkey.objects.exists()
    assert client.get(ADD).status_code == 302
