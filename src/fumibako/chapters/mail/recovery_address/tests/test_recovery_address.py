"""The recovery address (C2): the password first, then the link; the address before it is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.mail.accounts.services import set_password, suspend_account
from fumibako.chapters.mail.recovery_address.models import RecoveryAddress
from fumibako.chapters.mail.recovery_address.queries import recovery_address_of
from fumibako.chapters.mail.recovery_address.services import CONFIRMATION
from fumibako.chapters.mail.tests.links import mails, path_in, text_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C2")]
HOME, OTHER = "suzuki@home.example", "suzuki@other.example"


@pytest.fixture
def client(ours: Office) -> Client:
    return member(ours.user)


def enter(client: Client, office: Office, address: str = HOME, **typed: str) -> int:
    filled = {"address": address, "again": address, "old": office.user.password, **typed}
    return client.post("/user/recovery/", filled).status_code


def link(client: Client, office: Office, address: str = HOME) -> str:
    assert enter(client, office, address) == 302
    return path_in(mails("recovery_address_confirmation")[-1])


def test_an_address_counts_once_its_reader_has_agreed(client: Client, ours: Office) -> None:
    way = link(client, ours)
    assert recovery_address_of(ours.user.mailbox) == ""
    page = browser().get(way).content.decode()
    assert HOME in page and ours.user.mailbox.address in page
    assert recovery_address_of(ours.user.mailbox) == ""  # looking agrees to nothing
    assert HOME in browser().post(way, follow=True).content.decode()
    assert recovery_address_of(ours.user.mailbox) == HOME
    assert HOME in client.get("/user/recovery/").content.decode()


def test_the_mail_goes_to_the_new_address_in_both_languages(client: Client, ours: Office) -> None:
    link(client, ours)
    (mail,) = mails("recovery_address_confirmation")
    assert (mail.recipient, mail.sender) == (HOME, "noreply@ours.example")
    assert "お心当たりがない場合" in text_of(mail) and "If you do not know this account" in text_of(mail)


@pytest.mark.parametrize("password", ["", "wrong-password"])
def test_case_055_a_stolen_session_without_the_password_changes_nothing(
    client: Client, ours: Office, password: str
) -> None:
    RecoveryAddress.objects.create(login=ours.user.mailbox.login, address=HOME, confirmed_at=timezone.now())
    assert enter(client, ours, OTHER, old=password) in (422, 429)
    assert client.post("/user/recovery/remove/", {"old": password}).status_code in (422, 429)
    assert client.post("/user/recovery/", {"address": OTHER, "again": OTHER}).status_code == 422
    assert recovery_address_of(ours.user.mailbox) == HOME
    assert not OutgoingNotice.objects.exists()


def test_case_055_the_account_and_the_former_address_are_told_of_a_change(client: Client, ours: Office) -> None:
    browser().post(link(client, ours, HOME))
    assert {mail.recipient for mail in mails("recovery_address_changed")} == {ours.user.mailbox.address}
    browser().post(link(client, ours, OTHER))
    last = mails("recovery_address_changed")[1:]
    assert {mail.recipient for mail in last} == {ours.user.mailbox.address, HOME}
    assert OTHER in text_of(last[0])


def test_case_055_the_former_address_is_told_of_a_removal(client: Client, ours: Office) -> None:
    browser().post(link(client, ours))
    assert client.post("/user/recovery/remove/", {"old": ours.user.password}).status_code == 302
    assert recovery_address_of(ours.user.mailbox) == ""
    assert {mail.recipient for mail in mails("recovery_address_removed")} == {ours.user.mailbox.address, HOME}


def test_removing_ends_a_confirmation_that_waits(client: Client, ours: Office) -> None:
    browser().post(link(client, ours, HOME))
    way = link(client, ours, OTHER)
    client.post("/user/recovery/remove/", {"old": ours.user.password})
    assert browser().post(way).status_code == 410


def test_without_a_recovery_address_there_is_nothing_to_remove(client: Client, ours: Office) -> None:
    assert client.get("/user/recovery/remove/").headers["Location"] == "/user/recovery/"


@pytest.mark.parametrize(
    "address", ["suzuki@ours.example", "SUZUKI@ours.example", "suzuki+x@ours.example", "nowhere", "a@b@c.example"]
)
def test_an_address_that_would_not_help_is_refused(client: Client, ours: Office, address: str) -> None:
    assert enter(client, ours, address) == 422
    assert not OutgoingNotice.objects.exists()


def test_the_address_is_typed_twice_the_same(client: Client, ours: Office) -> None:
    assert enter(client, ours, again=OTHER) == 422


def test_the_present_one_again_is_refused(client: Client, ours: Office) -> None:
    browser().post(link(client, ours))
    assert enter(client, ours) == 422


def test_the_link_works_once_and_for_half_an_hour(
    client: Client, ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = link(client, ours)
    assert browser().post(way).status_code == 302
    assert browser().post(way).status_code == 410
    way, issued = link(client, ours, OTHER), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: issued + CONFIRMATION.lifetime + timedelta(seconds=1))
    assert browser().post(way).status_code == 410


def test_another_password_or_a_suspension_ends_the_link(client: Client, ours: Office) -> None:
    way = link(client, ours)
    set_password(actor=SYSTEM, mailbox=ours.user.mailbox, password=ours.user.password)
    assert browser().post(way).status_code == 410
    way = link(member(ours.user), ours)
    suspend_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    assert browser().post(way).status_code == 410


def test_a_fourth_mail_within_an_hour_is_refused_in_words(client: Client, ours: Office) -> None:
    for _ in range(3):
        assert enter(client, ours) == 302
    answer = client.post("/user/recovery/", {"address": HOME, "again": HOME, "old": ours.user.password})
    assert answer.status_code == 422
    assert "60分ほど待って" in answer.content.decode()


def test_a_confirmation_is_noted_with_both_addresses(client: Client, ours: Office) -> None:
    browser().post(link(client, ours, HOME))
    browser().post(link(client, ours, OTHER))
    entry = Entry.objects.filter(action="recovery_address.set").latest("pk")
    assert (entry.subject, entry.details) == (ours.user.mailbox.address, {"to": OTHER, "before": HOME})
