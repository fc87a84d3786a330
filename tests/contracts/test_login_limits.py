"""The limits on wrong passwords, at the portal's door and guardd's own, with a clock moved by hand (A2).

guardd's counter is the real one, in this process. tests/journeys/test_logins.py goes over all protocols of a box.
"""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client, TestCase

from fumibako.chapters.console.operators import services as operators
from fumibako.chapters.console.operators.queries import operator
from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.mail.accounts.services import NewAccount
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.machine.daemons.guardd.control import Verdict
from fumibako.machine.system.logs import OneLine
from fumibako.processes.guardd.guard import Guard
from fumibako.processes.guardd.history import History
from fumibako.processes.guardd.memory import Memory
from tests.contracts.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]
MINUTE = 60.0
START = 1_800_000_000.0
CLAIMS = ("x-forwarded-for", "cf-connecting-ip", "forwarded", "true-client-ip", "client-ip")


@dataclass
class House:
    """guardd with its clock, and visitors from somewhere."""

    guard: Guard
    now: float = START

    def dovecot_allows(self, login: str, remote: str) -> bool:
        return self.guard.allow({"login": login, "remote": remote, "protocol": "imap"}).status >= 0

    def dovecot_reports(self, login: str, remote: str, *, success: bool = False, digest: str = "") -> None:
        self.guard.report({"login": login, "remote": remote, "protocol": "imap", "success": success, "pwhash": digest})


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    history = History(tmp_path / "history.sqlite3")
    made = House(Guard(Memory(tmp_path / "guard.sqlite3"), history, lambda: made.now, "127.0.0.1"))

    class InThisProcess:
        """As fumibako.machine.daemons.guardd.control.Guard, without its socket."""

        def __init__(self, config: object) -> None:
            pass

        def allow(self, *, login: str, remote: str, is_known_browser: bool) -> Verdict:
            asked = {"login": login, "remote": remote, "protocol": "web", "known_browser": is_known_browser}
            verdict = made.guard.allow(asked)
            return Verdict(is_allowed=verdict.status >= 0, wait_seconds=verdict.wait)

        def report(self, *, login: str, remote: str, success: bool, is_known_browser: bool, browser: str) -> None:
            told = {"login": login, "remote": remote, "protocol": "web", "success": success}
            made.guard.report({**told, "known_browser": is_known_browser, "browser": browser})

        def note(self, *, login: str, remote: str, outcome: str, browser: str) -> None:
            told = {"login": login, "remote": remote, "protocol": "web", "browser": browser}
            made.guard.note({**told, "outcome": outcome})

        def forgive(self, *, login: str) -> None:
            made.guard.forgive({"login": login})

    monkeypatch.setattr(logins, "Guard", InThisProcess)
    yield made


def at(remote: str) -> Client:
    return Client(headers={"x-forwarded-proto": "https", "host": "localhost", "x-real-ip": remote})


def tries(client: Client, account: NewAccount, password: str = "wrong-password", **more: Any) -> HttpResponse:
    return client.post("/login/", {"address": account.mailbox.address, "password": password}, **more)


def fail(house: House, account: NewAccount, times: int, *, every: float = MINUTE, password: str = "wrong-") -> None:
    """Wrong passwords from as many addresses, slowly enough not to be told to wait."""
    for number in range(times):
        answer = tries(at(f"203.0.113.{number}"), account, f"{password}{number}")
        assert answer.status_code == 422, (number, answer.status_code)
        house.now += every


def test_case_063_from_the_tenth_wrong_password_on_each_try_waits(house: House, ours: Office) -> None:
    fail(house, ours.user, 9, every=1)
    assert tries(at("198.51.100.1"), ours.user, "wrong").status_code == 422
    told = tries(at("198.51.100.1"), ours.user, ours.user.password)
    assert told.status_code == 429
    assert "1分後にもう一度" in told.content.decode()
    house.now += 1.5
    assert tries(at("198.51.100.1"), ours.user, ours.user.password).status_code == 302


def test_case_063_after_twenty_the_account_is_shut_for_a_quarter_of_an_hour(house: House, ours: Office) -> None:
    fail(house, ours.user, 10, every=1)
    for number in range(10):
        house.now += 61
        assert tries(at(f"198.51.100.{number}"), ours.user).status_code == 422
    locked_at = house.now
    house.now += 61
    right = ours.user.password
    assert tries(at("192.0.2.1"), ours.user, right).status_code == 429
    assert tries(at("192.0.2.1"), ours.made.administrator, ours.made.administrator.password).status_code == 302
    house.now = locked_at + 15 * MINUTE + 1
    assert tries(at("192.0.2.1"), ours.user, right).status_code == 302


def test_case_063_tries_while_it_is_shut_do_not_lengthen_it(house: House, ours: Office) -> None:
    fail(house, ours.user, 10, every=1)
    for number in range(10):
        house.now += 61
        tries(at(f"198.51.100.{number}"), ours.user)
    locked_at = house.now
    for number in range(60):
        house.now += 5
        assert tries(at(f"192.0.2.{number}"), ours.user).status_code == 429
    house.now = locked_at + 15 * MINUTE + 1
    assert tries(at("192.0.2.99"), ours.user, ours.user.password).status_code == 302


def test_case_063_the_owner_gets_in_from_a_known_browser_while_strangers_are_shut_out(
    house: House, ours: Office
) -> None:
    own = at("192.0.2.5")
    assert tries(own, ours.user, ours.user.password).status_code == 302
    for number in range(60):
        house.now += 0.5
        tries(at(f"203.0.113.{number}"), ours.user, f"guess-{number}")
    assert tries(at("198.51.100.1"), ours.user, ours.user.password).status_code == 429
    assert tries(own, ours.user, ours.user.password).status_code == 302
    stolen = at("198.51.100.1")
    stolen.cookies["__Host-known"] = own.cookies["__Host-known"].value
    assert tries(stolen, ours.made.administrator, "wrong").status_code == 422


def test_case_063_a_known_browser_is_known_for_its_own_login_only(house: House, ours: Office, theirs: Office) -> None:
    own = at("192.0.2.5")
    assert tries(own, theirs.user, theirs.user.password).status_code == 302
    fail(house, ours.user, 10, every=1)
    for number in range(10):
        house.now += 61
        tries(at(f"198.51.100.{number}"), ours.user)
    assert tries(own, ours.user, ours.user.password).status_code == 429
    forged = at("198.51.100.9")
    for value in ("x", own.cookies["__Host-known"].value[:-2] + "xx", ""):
        forged.cookies["__Host-known"] = value
        assert tries(forged, ours.user, ours.user.password).status_code == 429


def test_case_063_a_known_browser_has_its_own_limits(house: House, ours: Office) -> None:
    """Whoever sits down at the owner's browser does not guess without end."""
    own = at("192.0.2.5")
    assert tries(own, ours.user, ours.user.password).status_code == 302
    outcomes = []
    for number in range(60):
        house.now += 1
        outcomes.append(tries(own, ours.user, f"guess-{number}").status_code)
    assert outcomes.count(422) <= 20
    assert outcomes[-1] == 429


def test_case_063_fifty_wrong_passwords_shut_out_an_address_whatever_it_tries(
    house: House, ours: Office, theirs: Office
) -> None:
    here = at("203.0.113.7")
    for number in range(50):
        answer = here.post("/login/", {"address": f"nobody{number}@ours.example", "password": "wrong"})
        assert answer.status_code == 422
        house.now += 1
    assert tries(here, ours.user, ours.user.password).status_code == 429
    assert tries(at("203.0.113.8"), ours.user, ours.user.password).status_code == 302
    house.now += 15 * MINUTE + 1
    assert tries(here, theirs.user, theirs.user.password).status_code == 302


def test_case_063_an_account_is_never_tried_more_than_a_hundred_times_an_hour(house: House, ours: Office) -> None:
    login, counted = ours.user.mailbox.address, 0
    for number in range(int(60 * MINUTE / 20)):
        house.now += 20
        asked = {"login": login, "remote": f"203.0.{number // 250}.{number % 250}"}
        if house.guard.allow(asked).status >= 0:
            house.guard.report({**asked, "success": False})
            counted += 1
    assert counted <= 100


def test_case_063_web_and_mail_programs_share_the_counter(house: House, ours: Office) -> None:
    login = ours.user.mailbox.address
    fail(house, ours.user, 9, every=1)
    for number in range(11):
        house.now += 61
        assert house.dovecot_allows(login, f"198.51.100.{number}")
        house.dovecot_reports(login.upper(), f"198.51.100.{number}")
    house.now += 61
    assert not house.dovecot_allows(login, "192.0.2.1")
    assert tries(at("192.0.2.1"), ours.user, ours.user.password).status_code == 429


def test_case_063_the_operators_login_is_counted_in_whatever_spelling(house: House, ours: Office) -> None:
    operators.add_operator(actor=SYSTEM, login="desk", password="Kaban-to-kasa-77")
    for number in range(20):
        house.now += 61 if number > 9 else 1
        at(f"203.0.113.{number}").post("/console/login/", {"login": " DESK ", "password": f"wrong-{number}"})
    right = {"login": "desk", "password": "Kaban-to-kasa-77"}
    house.now += 61
    assert at("192.0.2.1").post("/console/login/", right).status_code == 429
    house.now += 15 * MINUTE
    assert at("192.0.2.1").post("/console/login/", right).status_code == 302


def test_a_new_password_of_an_operator_ends_the_lock(house: House, ours: Office) -> None:
    operators.add_operator(actor=SYSTEM, login="desk")
    for number in range(20):
        at(f"203.0.113.{number}").post("/console/login/", {"login": "desk", "password": f"wrong-{number}"})
    with TestCase.captureOnCommitCallbacks(execute=True):
        new = operators.set_operator_password(actor=SYSTEM, operator=operator("desk"))
    assert at("192.0.2.1").post("/console/login/", {"login": "desk", "password": new}).status_code == 302


def changes(client: Client, old: str) -> HttpResponse:
    new = "Kaban-to-kasa-77"
    return client.post("/user/password/", {"old": old, "password": new, "again": new})


def test_case_063_whoever_sits_down_at_an_open_session_guesses_no_more_than_at_a_login(
    house: House, ours: Office
) -> None:
    own = at("192.0.2.5")
    assert tries(own, ours.user, ours.user.password).status_code == 302
    outcomes = []
    for number in range(60):
        house.now += 1
        outcomes.append(changes(own, f"guess-{number}").status_code)
    assert outcomes.count(422) <= 20
    told = changes(own, ours.user.password)
    assert told.status_code == 429
    assert "もう一度" in told.content.decode().partition('id="id_old_error"')[2].partition("</div>")[0]
    assert tries(own, ours.user, "guess").status_code == 429  # one counter
    house.now += 15 * MINUTE + 1
    assert changes(own, ours.user.password).status_code == 302


def test_an_address_that_nobody_can_have_costs_no_hash(
    house: House, ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would be the way to keep our processors busy, uncounted."""
    hashed: list[str] = []
    monkeypatch.setattr(logins, "waste_time", hashed.append)
    for address in ("x", "x@", "@x", "鈴木@ours.example", "a b@ours.example"):
        answer = at("203.0.113.7").post("/login/", {"address": address, "password": "wrong"})
        assert answer.status_code == 422
    assert hashed == []
    at("203.0.113.7").post("/login/", {"address": "nobody@ours.example", "password": "wrong"})
    assert hashed == ["wrong"]


def test_case_064_an_address_is_what_nginx_says_and_no_other_header(house: House, ours: Office) -> None:
    for number in range(50):
        claims = dict.fromkeys(CLAIMS, f"198.51.100.{number}")
        here = at("203.0.113.7")
        here.post("/login/", {"address": f"n{number}@ours.example", "password": "wrong"}, headers=claims)
        house.now += 1
    assert tries(at("203.0.113.7"), ours.user, ours.user.password).status_code == 429


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the web's own handler writes."""
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one.formatter, OneLine)]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.parametrize("text", ["a\nroot: {mark}", "\x1b[2J\x1b]0;{mark}\x07", "x\r\n{mark}", "\u2028{mark}"])
def test_case_122_lines_and_escapes_of_visitors_are_one_line_in_the_log(
    ours: Office, log: io.StringIO, text: str
) -> None:
    """guardd is away in this test, which is logged."""
    visitor = Client(enforce_csrf_checks=True, headers={"x-forwarded-proto": "https", "host": "localhost"})
    for door, field in (("/login/", "address"), ("/console/login/", "login")):
        at("203.0.113.7\nx").post(door, {field: text, "password": text}, headers={"user-agent": text})
    visitor.post(f"/admin/accounts/{quote(text.format(mark='of-a-path'))}/delete/")
    report = {"csp-report": {"document-uri": "/", "blocked-uri": text.format(mark="of-a-report")}}
    visitor.post("/csp-report", report, content_type="application/json")
    lines = log.getvalue().splitlines()
    for mark in ("guardd does not answer", "of-a-path", "of-a-report"):
        assert [line for line in lines if mark in line], mark
    assert [line for line in lines if not line.startswith("fumibako.") or not line.isprintable()] == []
