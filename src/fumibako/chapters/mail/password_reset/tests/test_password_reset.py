"""The lost password (A4): whoever asks learns nothing, the mail goes where it should, and the link works once."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fumibako.chapters.console.customers.services import suspend_customer
from fumibako.chapters.identity.logins.models import SignIn
from fumibako.chapters.mail.accounts.services import delete_account, set_password, suspend_account
from fumibako.chapters.mail.password_reset.models import ResetRequest
from fumibako.chapters.mail.password_reset.services import RESET, answer_requests
from fumibako.chapters.mail.recovery_address.models import RecoveryAddress
from fumibako.chapters.mail.tests.links import mails, path_in, text_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.formats.passwords import is_right
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.people import Office, browser, member

__all__ = ["empty_cache", "ours", "theirs"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A4")]
NEW = "Kaban-to-kasa-77"
CHOSEN = {"password": NEW, "again": NEW}
RECOVERY = "suzuki@home.example"


def ask(address: str, client: Client | None = None) -> str:
    """Ask for a link; the page that follows, without its form's token."""
    answer = (client or browser()).post("/reset/", {"address": address}, follow=True)
    return re.sub(r'value="[^"]{64}"', "", f"{answer.status_code} {answer.redirect_chain} {answer.content.decode()}")


def link(office: Office) -> str:
    """The path of a link that was mailed to the office's user."""
    ask(office.user.mailbox.address)
    answer_requests()
    return path_in(mails("password_reset")[-1])


def has_password(office: Office, password: str) -> bool:
    login = office.user.mailbox.login
    login.refresh_from_db()
    return is_right(password, login.password_hash)


def register(office: Office, address: str = RECOVERY) -> None:
    RecoveryAddress.objects.create(login=office.user.mailbox.login, address=address, confirmed_at=timezone.now())


def test_the_link_sets_the_new_password_and_the_user_is_told_of_mail_software(ours: Office) -> None:
    way, client = link(ours), browser()
    assert ours.user.mailbox.address in client.get(way).content.decode()
    answer = client.post(way, CHOSEN, follow=True)
    assert answer.redirect_chain[-1][0] == "/login/"
    assert "メールソフトに設定したパスワードも変更してください" in answer.content.decode()
    assert has_password(ours, NEW)
    assert Publication.objects.filter(key=ours.user.mailbox.address, outcome="pending").exists()


def test_the_mail_goes_to_the_account_itself_where_no_recovery_address_is_known(ours: Office) -> None:
    link(ours)
    (mail,) = mails("password_reset")
    assert (mail.recipient, mail.sender) == (ours.user.mailbox.address, "noreply@ours.example")


def test_case_053_the_mail_goes_to_the_recovery_address_only(ours: Office) -> None:
    register(ours)
    link(ours)
    assert [mail.recipient for mail in mails("password_reset")] == [RECOVERY]


def test_case_053_known_unknown_and_closed_addresses_are_answered_alike(ours: Office, theirs: Office) -> None:
    suspend_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    addresses = {
        "known": ours.made.administrator.mailbox.address,
        "suspended": ours.user.mailbox.address,
        "unknown": "nobody@ours.example",
        "elsewhere": "nobody@elsewhere.example",
    }
    pages, queries = set(), set()
    for address in addresses.values():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            pages.add(ask(address))
        queries.add(tuple(re.sub(r"'[^']*'", "?", query["sql"]) for query in captured))
    assert len(pages) == 1
    assert len(queries) == 1, "the page looks for the account, and takes longer where there is one"
    answer_requests()
    assert [mail.recipient for mail in mails("password_reset")] == [addresses["known"]]


def test_case_053_nothing_is_mailed_while_the_customer_is_suspended(ours: Office) -> None:
    suspend_customer(actor=SYSTEM, customer=ours.made.customer)
    ask(ours.user.mailbox.address)
    assert answer_requests() == 1
    assert mails("password_reset") == []


@pytest.mark.parametrize(
    "address", ["", "nowhere", "a b@c.example", "a@b@c.example", "a@b.example\r\nBcc: x@y.example"]
)
def test_what_is_no_address_is_said_at_once(address: str) -> None:
    answer = browser().post("/reset/", {"address": address})
    assert answer.status_code == 422
    assert not ResetRequest.objects.exists()


def test_an_address_in_full_width_is_read(ours: Office) -> None:
    ask(" ｓｕｚｕｋｉ＠ours.example ")
    answer_requests()
    assert len(mails("password_reset")) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost:1@evil.example"},
        {"host": "localhost", "x-forwarded-host": "evil.example"},
        {"host": "localhost", "forwarded": "host=evil.example"},
    ],
    ids=["host", "host with user", "x-forwarded-host", "forwarded"],
)
def test_case_052_the_link_has_the_configured_address_whatever_the_request_says(
    ours: Office, headers: dict[str, str]
) -> None:
    answer = browser().post("/reset/", {"address": ours.user.mailbox.address}, headers=headers)
    answer_requests()
    assert (answer.status_code == 400) == (headers["host"] != "localhost")
    links = [re.findall("https?://[^/]+", text_of(mail)) for mail in mails("password_reset")]
    assert {one for found in links for one in found} <= {f"https://{urlsplit(settings.FUMIBAKO.site_url).netloc}"}
    assert len(links) == (answer.status_code != 400)


def test_case_054_the_link_works_once(ours: Office) -> None:
    way = link(ours)
    browser().post(way, CHOSEN)
    assert browser().get(way).status_code == 410
    answer = browser().post(way, {"password": "Noch-ein-Wort-1", "again": "Noch-ein-Wort-1"})
    assert answer.status_code == 410
    assert has_password(ours, NEW)


def test_a_robot_that_opens_the_link_uses_nothing_up(ours: Office) -> None:
    way, robot = link(ours), browser()
    for _ in range(3):
        assert robot.get(way).status_code == robot.head(way).status_code == 200
    assert has_password(ours, ours.user.password)
    assert browser().post(way, CHOSEN).status_code == 302


def test_case_054_an_older_link_works_no_longer(ours: Office) -> None:
    older, newer = link(ours), link(ours)
    assert browser().post(older, CHOSEN).status_code == 410
    assert browser().post(newer, CHOSEN).status_code == 302


def test_case_054_the_link_ends_after_an_hour(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    way, issued = link(ours), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: issued + RESET.lifetime + timedelta(seconds=1))
    assert browser().post(way, CHOSEN).status_code == 410


def test_case_054_another_password_ends_the_link(ours: Office) -> None:
    way = link(ours)
    set_password(actor=SYSTEM, mailbox=ours.user.mailbox, password="Von-der-Verwaltung-9")
    assert browser().get(way).status_code == 410
    assert browser().post(way, CHOSEN).status_code == 410


@pytest.mark.parametrize("close", [suspend_account, delete_account])
def test_case_054_the_link_of_a_closed_account_is_none(ours: Office, close: object) -> None:
    way = link(ours)
    close(actor=SYSTEM, mailbox=ours.user.mailbox)  # type: ignore[operator]
    assert browser().get(way).status_code == 410
    assert browser().post(way, CHOSEN).status_code == 410


def test_case_054_guesses_find_nothing(ours: Office) -> None:
    way = link(ours)
    for guess in (way[:-2] + "/", way[:-1] + "A/", way.upper(), "/reset/%00/", "/reset/" + "A" * 5000 + "/"):
        assert browser().post(guess, CHOSEN).status_code in (400, 404, 410), guess
    assert has_password(ours, ours.user.password)


def test_case_054_every_session_ends(ours: Office) -> None:
    elsewhere = member(ours.user)
    assert elsewhere.get("/user/").status_code == 200
    browser().post(link(ours), CHOSEN)
    assert elsewhere.get("/user/").status_code == 302
    assert SignIn.objects.filter(login=ours.user.mailbox.login).count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        {"password": "short", "again": "short"},
        {"password": NEW, "again": "other-one-88"},
        {"password": NEW},
        {"password": "", "again": ""},
        {"password": "ｚｅｎｋａｋｕ-88", "again": "ｚｅｎｋａｋｕ-88"},
        {"password": "suzuki2026", "again": "suzuki2026"},
    ],
)
def test_a_password_that_is_refused_leaves_the_link_as_it_was(ours: Office, typed: dict[str, str]) -> None:
    way = link(ours)
    assert browser().post(way, typed).status_code == 422
    assert has_password(ours, ours.user.password)
    assert browser().post(way, CHOSEN).status_code == 302


def test_the_account_and_its_recovery_address_are_told(ours: Office) -> None:
    register(ours)
    browser().post(link(ours), CHOSEN)
    told = mails("password_was_reset")
    assert {mail.recipient for mail in told} == {ours.user.mailbox.address, RECOVERY}
    assert NEW not in text_of(told[0])


def test_case_072_asking_and_setting_are_noted_without_link_or_password(ours: Office) -> None:
    way = link(ours)
    browser().post(way, CHOSEN, headers={"x-real-ip": "203.0.113.9"})
    asked, done = (Entry.objects.get(action=f"account.{what}") for what in ("request_reset", "reset_password"))
    assert (asked.subject, done.subject) == (ours.user.mailbox.address,) * 2
    assert (done.actor, done.remote) == (ours.user.mailbox.address, "203.0.113.9")
    assert asked.customer_number == done.customer_number == ours.made.customer.number
    token = way.split("/")[2]
    assert not [row for row in Entry.objects.all() if token in str(row.details) or NEW in str(row.details)]


def test_case_121_of_ten_thousand_requests_three_an_hour_are_answered(ours: Office) -> None:
    """Those that come while one waits are the same request; a hundred rounds stand for the rest."""
    for _ in range(100):
        ask(ours.user.mailbox.address), ask(ours.user.mailbox.address)
        assert ResetRequest.objects.count() == 1
        answer_requests()
    assert OutgoingNotice.objects.count() == 3
    assert browser().post(path_in(mails("password_reset")[-1]), CHOSEN).status_code == 302


def test_a_request_is_answered_once_by_whoever_comes_first(ours: Office) -> None:
    ask(ours.user.mailbox.address)
    assert [answer_requests(), answer_requests()] == [1, 0]
