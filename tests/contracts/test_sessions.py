"""Sessions: how long they last, what ends them, how their cookies are kept (A2)."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.console.customers.services import resume_customer, suspend_customer
from fumibako.chapters.identity.logins import services, sessions
from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.chapters.mail.accounts import services as accounts
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.formats.passwords import hash_password
from tests.contracts.people import MADE, TYPED, Office, browser, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]


class Clock:
    """The sessions' clock, moved by hand."""

    def __init__(self) -> None:
        self._moved = timedelta()

    def now(self) -> datetime:
        return timezone.now() + self._moved

    def move(self, **by: float) -> None:
        self._moved += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(sessions, "timezone", moved)
    return moved


def is_in(client: Client, page: str = "/user/") -> bool:
    return client.get(page).status_code == 200


def test_a_session_lasts_an_hour_without_use(ours: Office, clock: Clock) -> None:
    client = member(ours.user)
    clock.move(minutes=59, seconds=58)
    assert is_in(client)
    clock.move(minutes=59, seconds=58)
    assert is_in(client)
    clock.move(minutes=60, seconds=2)
    assert not is_in(client)
    clock.move(minutes=-90)
    assert not is_in(client)


def test_a_session_lasts_a_day_whatever_its_use(ours: Office, clock: Clock) -> None:
    client, desk = member(ours.user), operator()
    for _ in range(28):
        clock.move(minutes=50)
        assert is_in(client) and is_in(desk, "/console/")
    clock.move(minutes=50)
    assert not is_in(client) and not is_in(desk, "/console/")
    assert SignIn.objects.count() == 0


def test_a_clock_set_back_by_a_day_lengthens_no_session(ours: Office, clock: Clock) -> None:
    client = member(ours.user)
    clock.move(hours=-24)
    assert is_in(client)
    clock.move(hours=24, minutes=61)
    assert not is_in(client)


def test_old_sessions_are_not_kept_in_the_database(ours: Office, clock: Clock) -> None:
    member(ours.user)
    clock.move(hours=25)
    member(ours.made.administrator)
    assert SignIn.objects.count() == 1


def test_case_065_no_cookie_can_be_read_by_script_or_set_by_another_host(ours: Office) -> None:
    client, desk = member(ours.user), operator()
    client.get("/user/password/")
    client.post("/user/forwarding/", {"targets": "a@b.example", "is_on": "on"})
    client.post("/preferences/", {"theme": "dark", "language": "en", "next": "/"})
    seen = {**client.cookies, **desk.cookies}
    names = {"member", "console", "known", "csrf", "toasts", "theme", "language"}
    assert set(seen) == {f"__Host-{name}" for name in names}
    for name, cookie in seen.items():
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/" and cookie["domain"] == "", name
    for name in ("__Host-member", "__Host-console"):
        assert seen[name]["max-age"] == "" and seen[name]["expires"] == ""


def test_case_065_a_session_given_by_a_stranger_is_not_taken(ours: Office) -> None:
    """Fixation: a token that we did not give is nobody's, and a login does not make it one's own."""
    client = browser()
    client.cookies["__Host-member"] = "a" * 43
    client.post("/login/", {"address": ours.user.mailbox.address, "password": ours.user.password})
    assert client.cookies["__Host-member"].value != "a" * 43
    planted = browser()
    planted.cookies["__Host-member"] = "a" * 43
    assert not is_in(planted)


def test_whoever_presses_a_button_after_the_end_is_told_and_led_back(ours: Office, clock: Clock) -> None:
    address = ours.user.mailbox.address
    who = {"address": ours.made.administrator.mailbox.address, "password": ours.made.administrator.password}
    for page, after in (("suspend/", "suspend/"), ("resume/", "")):
        client = member(ours.made.administrator)
        clock.move(minutes=61)
        sent = client.post(f"/admin/accounts/{address}/{page}", follow=True)
        assert "入力内容は保存されていません" in sent.content.decode()
        next_page = re.search(r'name="next" value="([^"]+)"', sent.content.decode())
        assert next_page
        back = client.post("/login/", {**who, "next": next_page[1]}, follow=True)
        assert back.request["PATH_INFO"] == f"/admin/accounts/{address}/{after}" and back.status_code == 200
        client.post("/logout/")
        assert "保存されていません" not in client.get("/admin/", follow=True).content.decode()


def test_a_bookmark_of_a_button_leads_to_a_page_and_does_nothing(ours: Office) -> None:
    client, desk = member(ours.made.administrator), operator()
    accounts.suspend_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    account = f"/admin/accounts/{ours.user.mailbox.address}/"
    customer = f"/console/customers/{ours.made.customer.number}/"
    for who, page, after in (
        (client, "/logout/", "/admin/"),
        (client, "/preferences/", "/"),
        (client, f"{account}resume/", account),
        (desk, f"{customer}resume/", customer),
        (desk, "/console/logout/", "/console/"),
    ):
        assert who.get(page, follow=True).redirect_chain == [(after, 302)]
    assert is_in(client, "/admin/") and is_in(desk, "/console/")
    assert Mailbox.objects.get(pk=ours.user.mailbox.pk).is_suspended


def test_a_copy_of_the_database_logs_nobody_in(ours: Office) -> None:
    member(ours.user)
    row = SignIn.objects.get()
    for value in (row.token_hash, row.proof):
        copied = browser()
        copied.cookies["__Host-member"] = value
        assert not is_in(copied)


def test_logging_out_everywhere_ends_the_other_browser_and_not_this_one(ours: Office, theirs: Office) -> None:
    here, there, stranger = member(ours.user), member(ours.user), member(theirs.user)
    assert is_in(here) and is_in(there)
    assert here.post("/user/sessions/").status_code == 302
    assert is_in(here) and not is_in(there) and is_in(stranger)


def test_changing_ones_password_ends_the_other_browser_and_not_this_one(ours: Office) -> None:
    here, there = member(ours.user), member(ours.user)
    typed = {"old": ours.user.password, "password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-77"}
    assert here.post("/user/password/", typed).status_code == 302
    assert is_in(here) and not is_in(there)


def test_a_password_set_by_the_administrator_ends_every_browser(ours: Office) -> None:
    client = member(ours.user)
    accounts.set_password(actor=SYSTEM, mailbox=ours.user.mailbox)
    assert not is_in(client)


def test_case_049_a_suspended_customers_browsers_are_out_at_once_and_find_everything_later(ours: Office) -> None:
    user, administrator = member(ours.user), member(ours.made.administrator)
    suspend_customer(actor=SYSTEM, customer=ours.made.customer)
    assert not is_in(user) and not is_in(administrator, "/admin/")
    typed = {"address": ours.user.mailbox.address, "password": ours.user.password}
    refused = browser().post("/login/", typed)
    assert refused.status_code == 422 and "__Host-member" not in refused.cookies
    words = refused.content.decode()
    assert "サービスの提供会社に" in words and "このアカウントは" not in words  # who reads it may be the administrator
    resume_customer(actor=SYSTEM, customer=ours.made.customer)
    assert not is_in(user)
    assert is_in(member(ours.user)) and is_in(member(ours.made.administrator), "/admin/")


def test_case_049_a_suspended_account_is_out_at_once(ours: Office) -> None:
    user = member(ours.user)
    accounts.suspend_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    assert not is_in(user)


def test_case_049_sessions_do_not_come_back_with_what_was_suspended(ours: Office, theirs: Office) -> None:
    """Nobody has asked with them meanwhile."""
    user, stranger = member(ours.user), member(theirs.user)
    accounts.suspend_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    accounts.resume_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    assert not is_in(user)
    administrator = member(ours.made.administrator)
    suspend_customer(actor=SYSTEM, customer=ours.made.customer)
    resume_customer(actor=SYSTEM, customer=ours.made.customer)
    assert not is_in(administrator) and is_in(stranger)


def test_case_049_no_session_begins_while_its_account_is_being_suspended(
    ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password was right before, the session would begin after."""
    mailbox = ours.user.mailbox
    right = services.is_right

    def slowly(*given: str) -> bool:
        accounts.suspend_account(actor=SYSTEM, mailbox=mailbox)
        return right(*given)

    monkeypatch.setattr(services, "is_right", slowly)
    answer = browser().post("/login/", {"address": mailbox.address, "password": ours.user.password})
    assert answer.status_code == 422 and "停止されています" in answer.content.decode()
    assert SignIn.objects.count() == 0


def test_the_list_of_logged_in_browsers_is_of_those_that_are(ours: Office, clock: Clock) -> None:
    def listed(client: Client) -> int:
        return client.get("/user/sessions/").content.decode().count("<tr>") - 1  # the heading

    here, _there, changing = member(ours.user), member(ours.user), member(ours.user)
    assert listed(here) == 3
    typed = {"old": ours.user.password, "password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-77"}
    changing.post("/user/password/", typed)
    assert listed(changing) == 1
    SignIn.objects.create(
        token_hash="x",
        login=ours.user.mailbox.login,
        proof=SignIn.objects.latest("created_at").proof,
        created_at=timezone.now() - sessions.ABSOLUTE - timedelta(minutes=1),
        seen_at=timezone.now(),
    )
    assert listed(changing) == 1
    said = changing.post("/user/sessions/", follow=True).content.decode()
    assert "0件のログインを終了" in said
    assert SignIn.objects.count() == 1


def test_case_050_with_an_account_everything_of_it_goes_and_its_name_starts_anew(ours: Office) -> None:
    client, mailbox = member(ours.user), ours.user.mailbox
    set_forwarding(actor=SYSTEM, mailbox=mailbox, targets=["a@b.example"], keeps_copy=True, is_on=True)
    address = mailbox.address
    accounts.delete_account(actor=SYSTEM, mailbox=mailbox)
    assert not is_in(client)
    assert SignIn.objects.count() == 0
    assert set(Publication.objects.filter(key=address).values_list("aspect", "outcome")) == {
        ("account", "pending"),
        ("sieve", "pending"),
    }
    Publication.objects.update(outcome=Publication.Outcome.LIVE)  # the worker has been here
    again = accounts.add_account(actor=SYSTEM, domain=ours.made.domain, local_part="suzuki")
    assert not is_in(client)
    assert member(again).get("/user/forwarding/").content.decode().count("a@b.example") == 0


def test_a_closed_operator_is_out_at_once_and_told_whom_to_ask(ours: Office) -> None:
    desk = operator()
    Login.objects.filter(kind=Login.Kind.OPERATOR).update(
        is_suspended=True, password_hash=hash_password("Kaban-to-kasa-77")
    )
    assert not is_in(desk, "/console/")
    told = browser().post("/console/login/", {"login": "desk", "password": "Kaban-to-kasa-77"})
    assert told.status_code == 422 and "ほかの運営者に" in told.content.decode()


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("Kaban-7", False),
        ("Kaban-77", True),
        ("k" * 60 + "aban", True),
        ("Ka" + "b" * 126, True),
        ("Ka" + "b" * 127, False),
        ("かばんとかさ七七七七", False),
        ("Ｋａｂａｎ－７７７７", False),
        (" Kaban to kasa 77 ", False),
        ("Kaban to kasa 77 ", False),
        ("Kaban to  kasa 77", True),
        ("\tKaban-to-kasa", False),
        ("Kaban\0to-kasa", False),
        ("\"\\'%;#$(){}<>&", True),
        ("password", False),
        ("suzuki@ours.example", False),
        ("ours.example", False),
        ("ours2026", False),
        ("Suzuki-0401", False),
        ("fumibako", False),
        ("Fumibako1", False),
        ("mailmail", False),
        ("webmail@ours", False),
        ("suzuki-no-kasa", True),
        ("2026-0401-7788", True),
    ],
)
def test_case_057_a_password_works_exactly_or_is_refused_in_words(ours: Office, password: str, is_taken: bool) -> None:
    client = member(ours.user)
    typed = {"old": ours.user.password, "password": password, "again": password}
    answer = client.post("/user/password/", typed)
    assert answer.status_code == (302 if is_taken else 422)
    if not is_taken:
        assert 'class="error"' in answer.content.decode()
    address = ours.user.mailbox.address

    def lets_in(text: str) -> bool:
        return browser().post("/login/", {"address": address, "password": text}).status_code == 302

    assert lets_in(password) == is_taken
    assert lets_in(ours.user.password) == (not is_taken)
    for near in (password.strip(), password[:-1], password[:64], password.swapcase(), f"{password} "):
        assert near == password or not lets_in(near)


@pytest.mark.parametrize(
    "typed",
    [
        {"password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-77"},
        {"old": "", "password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-77"},
        {"old": ["", ""], "password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-77"},
        {"old[]": "x", "password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-77"},
        {"old": "not-the-old-one", "password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-77"},
        {"old": "{old}", "password": "Kaban-to-kasa-77"},
        {"old": "{old}", "password": "Kaban-to-kasa-77", "again": "Kaban-to-kasa-78"},
    ],
    ids=str,
)
def test_case_056_a_password_is_changed_with_the_old_one_only(ours: Office, typed: dict[str, str]) -> None:
    filled = {name: ours.user.password if value == "{old}" else value for name, value in typed.items()}
    assert member(ours.user).post("/user/password/", filled).status_code == 422
    assert Mailbox.objects.get(pk=ours.user.mailbox.pk).password_hash == ours.user.mailbox.password_hash


def test_case_056_an_administrators_own_password_is_changed_with_the_old_one_only(ours: Office) -> None:
    """Whoever finds the desk empty is not asked for less by the page that sets everybody else's."""
    own = ours.made.administrator.mailbox
    client, page = member(ours.made.administrator), f"/admin/accounts/{own.address}/password/"
    for answer in (client.get(page), client.post(page, TYPED), client.post(page, MADE)):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/user/password/")
    assert Mailbox.objects.get(pk=own.pk).password_hash == own.password_hash


def test_the_present_password_is_no_new_one(ours: Office) -> None:
    present = ours.user.password
    answer = member(ours.user).post("/user/password/", {"old": present, "password": present, "again": present})
    assert answer.status_code == 422 and "現在のパスワードと同じ" in answer.content.decode()


def test_case_067_no_page_can_be_framed(ours: Office) -> None:
    for client in (browser(), member(ours.user)):
        for page in ("/", "/login/", "/user/", "/nothing-here/", "/console/login/"):
            headers = client.get(page).headers
            assert headers["X-Frame-Options"] == "DENY"
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
