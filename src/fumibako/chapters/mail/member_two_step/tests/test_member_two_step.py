"""Two-step verification (A3): its link, its codes, and the browsers that it trusts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fumibako.chapters.identity.two_step import step
from fumibako.chapters.identity.two_step.models import RecoveryCode, Step, TwoStep
from fumibako.chapters.identity.two_step.services import switch_off_for
from fumibako.chapters.mail.accounts.services import set_password, suspend_account
from fumibako.chapters.mail.member_two_step.kind import holder_of
from fumibako.chapters.mail.tests.links import mails, path_in, text_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, make, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A3")]
HOME, OTHER = "suzuki@home.example", "suzuki@other.example"
Clock = Callable[[timedelta], None]


@pytest.fixture
def client(ours: Office) -> Client:
    return member(ours.user)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves the clock on, or back."""
    now = timezone.now
    moved = timedelta()

    def move(by: timedelta) -> None:
        nonlocal moved
        moved += by

    monkeypatch.setattr(timezone, "now", lambda: now() + moved)
    return move


def enter(client: Client, office: Office, address: str = HOME, **typed: str) -> int:
    filled = {"address": address, "again": address, "old": office.user.password, **typed}
    return client.post("/user/two-step/", filled).status_code


def link(client: Client, office: Office, address: str = HOME) -> str:
    assert enter(client, office, address) == 302
    return path_in(mails("two_step_confirmation")[-1])


def turn_on(office: Office) -> None:
    assert browser().post(link(member(office.user), office)).status_code == 302


def log_in(client: Client, office: Office) -> HttpResponse:
    typed = {"address": office.user.mailbox.address, "password": office.user.password}
    return client.post("/login/", typed)  # type: ignore[return-value]


def mailed_code() -> str:
    (code,) = set(re.findall(r"^  ([0-9]{6})\s*$", text_of(mails("two_step_code")[-1]), re.MULTILINE))
    return str(code)


def give(client: Client, code: str, **typed: str) -> int:
    return client.post("/login/code/", {"code": code, **typed}).status_code


def is_in(client: Client) -> bool:
    return client.get("/user/").status_code == 200


def wrong_one(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def passed(office: Office, **typed: str) -> Client:
    client = browser()
    log_in(client, office)
    assert give(client, mailed_code(), **typed) == 302 and is_in(client)
    return client


def test_it_is_on_once_the_reader_of_the_address_has_agreed(client: Client, ours: Office) -> None:
    way = link(client, ours)
    page = browser().get(way).content.decode()
    assert HOME in page and not TwoStep.objects.exists()
    assert browser().post(way).status_code == 302
    assert TwoStep.objects.get().address == HOME
    assert {mail.recipient for mail in mails("two_step_on")} == {ours.user.mailbox.address}
    assert Entry.objects.filter(action="two_step.set", subject=ours.user.mailbox.address).exists()


@pytest.mark.parametrize(
    "address", ["suzuki@ours.example", "SUZUKI@ours.example", "suzuki+x@ours.example", "nowhere", "a@b@c.example"]
)
def test_case_060_ones_own_login_address_is_refused(client: Client, ours: Office, address: str) -> None:
    assert enter(client, ours, address) == 422
    assert not OutgoingNotice.objects.exists()


def test_the_address_is_typed_twice_the_same_and_the_password_is_asked(client: Client, ours: Office) -> None:
    assert enter(client, ours, again=OTHER) == 422
    assert enter(client, ours, old="wrong-password") in (422, 429)
    assert not OutgoingNotice.objects.exists()


def test_case_060_the_link_works_once_and_for_thirty_minutes(client: Client, ours: Office, later: Clock) -> None:
    way = link(client, ours)
    later(timedelta(minutes=29, seconds=55))
    assert browser().get(way).status_code == 200
    later(timedelta(seconds=6))
    assert browser().post(way).status_code == 410
    way = link(member(ours.user), ours)
    assert browser().post(way).status_code == 302
    assert browser().post(way).status_code == 410


def test_case_060_the_link_is_for_its_login_alone_and_ends_with_its_password(client: Client, ours: Office) -> None:
    theirs = make("他社", "theirs.example")
    way = link(client, ours)
    assert member(theirs.user).post(way).status_code == 302
    assert TwoStep.objects.get().login == ours.user.mailbox.login
    way = link(client, ours, OTHER)
    set_password(actor=SYSTEM, mailbox=ours.user.mailbox, password="Kaban-to-kasa-77")
    assert browser().post(way).status_code == 410


def test_case_059_between_the_steps_no_page_opens_whatever_the_browser_claims(ours: Office) -> None:
    turn_on(ours)
    client = browser()
    assert log_in(client, ours).headers["Location"] == "/login/code/"
    client.cookies["tfa_verified"] = "1"
    for path in ("/user/", "/user/password/", "/user/two-step/", "/mail/"):
        assert client.get(path, headers={"x-tfa-verified": "1"}).status_code in (302, 404)
        assert "/login/" in client.get("/user/", {"tfa_verified": "1"}).headers["Location"]
    assert client.post("/user/two-step/off/", {"old": ours.user.password, "tfa_verified": "1"}).status_code == 403
    assert TwoStep.objects.exists()


def test_case_058_the_code_works_once_and_for_ten_minutes(ours: Office, later: Clock) -> None:
    turn_on(ours)
    client = browser()
    log_in(client, ours)
    later(timedelta(minutes=9, seconds=55))
    code = mailed_code()
    assert give(client, code) == 302 and is_in(client)
    assert give(browser(), code) == 302  # to the login
    other = browser()
    log_in(other, ours)
    later(timedelta(minutes=10, seconds=1))
    assert other.post("/login/code/", {"code": mailed_code()}).headers["Location"] == "/login/"
    assert not is_in(other)


def test_case_058_only_the_latest_code_works_and_only_in_the_browser_that_asked(ours: Office) -> None:
    turn_on(ours)
    client, other = browser(), browser()
    log_in(client, ours)
    first = mailed_code()
    assert client.post("/login/code/again/").headers["Location"] == "/login/code/"
    second = mailed_code()
    assert first == second or give(client, first) == 422
    log_in(other, ours)
    third = mailed_code()
    assert second == third or give(other, second) == 422
    assert second == third or give(client, second) == 422
    assert give(client, third) == 422
    assert give(other, third) == 302 and is_in(other)


@pytest.mark.parametrize("code", ["", "000000", "１２３", "x" * 1_000_000, "-1", "null", "[]", "0" * 41])
def test_case_058_what_is_no_code_is_refused(ours: Office, code: str) -> None:
    turn_on(ours)
    client = browser()
    log_in(client, ours)
    if code == mailed_code():
        code = "000001"
    assert give(client, code) == 422
    assert not is_in(client)


def test_case_058_after_five_wrong_codes_one_starts_over(ours: Office) -> None:
    turn_on(ours)
    client = browser()
    log_in(client, ours)
    code = mailed_code()
    for _ in range(4):
        assert give(client, wrong_one(code)) == 422
    assert client.post("/login/code/", {"code": wrong_one(code)}).headers["Location"] == "/login/"
    assert client.post("/login/code/", {"code": code}).headers["Location"] == "/login/"
    assert not is_in(client)


def test_whoever_has_the_password_guesses_thirty_codes_an_hour_in_all_browsers_together(
    ours: Office, later: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_on(ours)
    monkeypatch.setattr(step, "MAX_TRIES_AN_HOUR", 5)
    client = browser()
    log_in(client, ours)
    for _ in range(5):
        give(client, "0000000")
    client = browser()
    log_in(client, ours)
    assert give(client, mailed_code()) == 429
    later(timedelta(hours=1, seconds=1))
    assert passed(ours)


def test_a_fourth_mail_within_half_an_hour_is_refused_and_a_recovery_code_still_works(ours: Office) -> None:
    turn_on(ours)
    (code, *_) = recovery_codes(ours)  # its own login was the first mail
    client = browser()
    log_in(client, ours)
    client.post("/login/code/again/")
    page = client.post("/login/code/again/", follow=True).content.decode()
    assert "待って" in page and len(mails("two_step_code")) == 3
    assert give(client, code) == 302 and is_in(client)


def test_the_page_shows_not_the_whole_address_and_the_way_on_is_kept(ours: Office) -> None:
    turn_on(ours)
    client = browser()
    typed = {"address": ours.user.mailbox.address, "password": ours.user.password, "next": "/user/forwarding/"}
    answer = client.post("/login/", typed, follow=True)
    page = answer.content.decode()
    assert HOME not in page and "@home.example" in page
    way = client.post("/login/code/", {"code": mailed_code(), "next": "/user/forwarding/"}).headers["Location"]
    assert way == "/user/forwarding/"


def test_case_061_a_trusted_browser_is_asked_again_after_seven_days(ours: Office, later: Clock) -> None:
    turn_on(ours)
    client = passed(ours, trust="on")
    later(timedelta(days=6, hours=23, minutes=59))
    assert log_in(client, ours).headers["Location"] == "/user/" and is_in(client)
    later(timedelta(minutes=2))
    client.post("/logout/")
    assert log_in(client, ours).headers["Location"] == "/login/code/"


def test_case_061_a_clock_set_back_lengthens_nothing(ours: Office, later: Clock) -> None:
    turn_on(ours)
    client = passed(ours, trust="on")
    client.post("/logout/")
    later(timedelta(days=-1))
    assert log_in(client, ours).headers["Location"] == "/login/code/"


def test_case_061_trust_is_for_one_account_and_only_where_it_was_wanted(ours: Office) -> None:
    turn_on(ours)
    client = passed(ours)
    client.post("/logout/")
    assert log_in(client, ours).headers["Location"] == "/login/code/"
    theirs = make("他社", "theirs.example")
    turn_on(theirs)
    trusted = passed(ours, trust="on").cookies["__Host-trusted"].value
    other = browser()
    other.cookies["__Host-trusted"] = trusted
    assert log_in(other, theirs).headers["Location"] == "/login/code/"


@pytest.mark.parametrize("deed", ["password", "everywhere", "suspended"])
def test_case_061_trust_ends_with_the_password_and_with_every_other_session(ours: Office, deed: str) -> None:
    turn_on(ours)
    client = passed(ours, trust="on")
    if deed == "password":
        set_password(actor=SYSTEM, mailbox=ours.user.mailbox, password=ours.user.password)
    elif deed == "everywhere":
        client.post("/user/sessions/")
        client.post("/logout/")
    else:
        suspend_account(actor=SYSTEM, mailbox=ours.user.mailbox)
        ours.user.mailbox.login.is_suspended = False
        ours.user.mailbox.login.save()
    assert log_in(client, ours).headers["Location"] == "/login/code/"


def test_case_068_a_code_of_the_app_works_once_and_a_new_app_has_a_new_secret(ours: Office, later: Clock) -> None:
    turn_on(ours)
    client = passed(ours)
    secret, signed = begin_app(client)
    assert register(client, ours, secret, signed) == 302
    later(timedelta(seconds=60))
    code = pyotp.TOTP(secret).at(timezone.now())
    first, second = browser(), browser()
    assert "認証アプリ" in log_in_and_look(first, ours) and len(mails("two_step_code")) == 1
    assert give(first, code) == 302 and is_in(first)
    log_in(second, ours)
    assert give(second, code) == 422
    assert client.post("/user/two-step/app/remove/", {"old": ours.user.password}).status_code == 302
    assert begin_app(client)[0] != secret


def test_an_app_that_shows_another_code_is_not_registered(ours: Office) -> None:
    turn_on(ours)
    client = passed(ours)
    secret, signed = begin_app(client)
    assert register(client, ours, secret, signed, code="abcdef") == 422
    assert TwoStep.objects.get().app_secret == ""
    stored = register(client, ours, secret, signed) == 302 and TwoStep.objects.get().app_secret
    assert stored and secret not in stored


def test_case_069_a_recovery_code_works_once_and_is_stored_as_a_hash(ours: Office) -> None:
    turn_on(ours)
    (code, *others) = recovery_codes(ours)
    assert len(others) == 9
    assert not RecoveryCode.objects.filter(code_hash__contains=code.replace("-", "")).exists()
    client = browser()
    log_in(client, ours)
    assert give(client, code.upper().replace("-", " ")) == 302 and is_in(client)
    again = browser()
    log_in(again, ours)
    assert give(again, code) == 422


def test_switched_off_by_the_user_the_password_is_enough_and_both_addresses_are_told(ours: Office) -> None:
    turn_on(ours)
    client = passed(ours)
    assert client.post("/user/two-step/off/", {"old": "wrong-password"}).status_code in (422, 429)
    assert client.post("/user/two-step/off/", {"old": ours.user.password}).status_code == 302
    assert log_in(browser(), ours).headers["Location"] == "/user/"
    assert {mail.recipient for mail in mails("two_step_off")} == {ours.user.mailbox.address, HOME}
    assert not RecoveryCode.objects.exists() and not Step.objects.exists()


def test_switched_off_by_the_administrator_it_is_noted_and_the_user_is_told(ours: Office) -> None:
    turn_on(ours)
    administrator = member(ours.made.administrator)
    address = ours.user.mailbox.address
    assert administrator.post(f"/admin/accounts/{address}/two-step/").status_code == 302
    assert not TwoStep.objects.exists()
    entry = Entry.objects.get(action="two_step.off")
    assert (entry.actor, entry.subject) == (ours.made.administrator.mailbox.address, address)
    assert ours.made.administrator.mailbox.address in text_of(mails("two_step_off")[0])


def test_an_administrator_does_not_switch_off_their_own_without_the_password(ours: Office) -> None:
    mailbox = ours.made.administrator.mailbox
    TwoStep.objects.create(login=mailbox.login, address=HOME, confirmed_at=timezone.now())
    administrator = member(ours.made.administrator)
    answer = administrator.post(f"/admin/accounts/{mailbox.address}/two-step/")
    assert answer.headers["Location"] == "/user/two-step/" and TwoStep.objects.exists()


def test_case_054_after_a_reset_the_second_step_is_still_asked(ours: Office) -> None:
    turn_on(ours)
    set_password(actor=SYSTEM, mailbox=ours.user.mailbox, password=ours.user.password)
    assert log_in(browser(), ours).headers["Location"] == "/login/code/"


def test_switching_off_what_is_off_leaves_no_trace(ours: Office) -> None:
    switch_off_for(actor=SYSTEM, holder=holder_of(ours.user.mailbox))
    assert not Entry.objects.filter(action="two_step.off").exists()


def recovery_codes(office: Office) -> list[str]:
    page = passed(office).post("/user/two-step/recovery-codes/", {"old": office.user.password}).content.decode()
    return re.findall(r">((?:[a-z2-9]{4}-){2}[a-z2-9]{4})<", page)


def begin_app(client: Client) -> tuple[str, str]:
    """The secret as it is shown, and what the form carries."""
    page = client.get("/user/two-step/app/").content.decode()
    shown, signed = re.search(r'class="code">([A-Z2-7]{32})<', page), re.search(r'name="signed" value="([^"]+)"', page)
    assert shown and signed and "<svg" in page
    return shown[1], signed[1]


def register(client: Client, office: Office, secret: str, signed: str, code: str = "") -> int:
    code = code or pyotp.TOTP(secret).at(timezone.now())
    typed = {"signed": signed, "code": code, "old": office.user.password}
    return client.post("/user/two-step/app/", typed).status_code


def log_in_and_look(client: Client, office: Office) -> str:
    log_in(client, office)
    return client.get("/login/code/").content.decode()
