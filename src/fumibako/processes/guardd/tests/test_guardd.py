"""The process itself, over both doors, as Dovecot and the web ask it."""

import socket

import pytest

from fumibako.machine.daemons.guardd.control import Guard
from fumibako.machine.daemons.tables.login_places import LoginPlacesTables
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.state.mail.login_places import LoginPlaces, Places

from .conftest import Running

pytestmark = pytest.mark.feature("A2")
OUTSIDE = "203.0.113.7"


def test_case_063_web_and_mail_programs_are_counted_together(running: Running) -> None:
    guard = Guard(running.config)
    running.fail("taro@a.example", OUTSIDE, 10)
    for _ in range(10):
        guard.report(login="Taro@a.example", remote="203.0.113.8", success=False)
    assert running.status("taro@a.example", OUTSIDE) == -1
    assert not guard.allow(login="taro@a.example", remote="198.51.100.1").is_allowed
    assert running.status("hanako@a.example", OUTSIDE) == 0


def test_case_063_the_owner_gets_in_where_the_login_has_succeeded_before(running: Running) -> None:
    running.ask("report", login="taro@a.example", remote="192.0.2.5", success=True)
    running.fail("taro@a.example", OUTSIDE, 30)
    assert running.status("taro@a.example", OUTSIDE) == -1
    assert running.status("taro@a.example", "192.0.2.5") == 0
    assert Guard(running.config).allow(login="taro@a.example", remote=OUTSIDE, is_known_browser=True).is_allowed


def test_an_address_is_refused_for_every_login_but_this_machine_never(running: Running) -> None:
    for number in range(50):
        running.fail(f"u{number}@a.example", OUTSIDE, 1)
        running.fail(f"u{number}@b.example", "127.0.0.1", 1)
    assert running.status("new@a.example", OUTSIDE) == -1
    assert running.status("new@a.example", "127.0.0.1") == 0


def test_an_office_where_two_hundred_mistype_locks_no_new_colleague_out(running: Running) -> None:
    for number in range(200):
        running.ask("report", login=f"u{number}@a.example", remote=OUTSIDE, success=True)
        running.fail(f"u{number}@a.example", OUTSIDE, 1)
    assert running.status("new@a.example", OUTSIDE) == 0


def test_the_same_wrong_password_again_is_no_guess(running: Running) -> None:
    running.fail("taro@a.example", OUTSIDE, 30, pwhash="a3f")
    assert running.status("taro@a.example", OUTSIDE) == 0


def test_tries_that_were_refused_do_not_prolong_the_lock(running: Running) -> None:
    running.fail("taro@a.example", OUTSIDE, 30, policy_reject=True)
    assert running.status("taro@a.example", OUTSIDE) == 0


def test_case_063_tries_at_once_lock_together(running: Running) -> None:
    """Each is asked about before any of them is known to be wrong."""
    allowed = [running.status("taro@a.example", f"203.0.113.{number}") for number in range(100)]
    assert [status >= 0 for status in allowed] == [True] * 20 + [False] * 80
    assert running.status("hanako@a.example", OUTSIDE) == 0
    running.ask("report", login="taro@a.example", remote=OUTSIDE, success=True)
    assert running.status("taro@a.example", "198.51.100.1") == 0
    assert running.status("taro@a.example", "198.51.100.2") == -1
    assert running.status("taro@a.example", OUTSIDE) == 0  # known from now on


def test_case_063_a_known_browsers_cookie_is_good_for_a_hundred_guesses_an_hour(running: Running) -> None:
    guard = Guard(running.config)
    for number in range(300):
        asked = {"login": "taro@a.example", "remote": f"203.0.{number % 50}.7", "is_known_browser": True}
        if guard.allow(**asked).is_allowed:
            guard.report(**asked, success=False)
    guesses = running.status("taro@a.example", "198.51.100.1")
    assert guesses == -1
    assert not guard.allow(login="taro@a.example", remote="198.51.100.1", is_known_browser=True).is_allowed


def test_the_portals_tokens_are_not_counted_but_those_from_elsewhere_are(running: Running) -> None:
    for _ in range(30):
        running.ask("report", login="taro@a.example", remote="127.0.0.1", mechanism="OAUTHBEARER", success=False)
    assert running.status("taro@a.example", OUTSIDE) == 0
    for _ in range(30):
        running.ask("report", login="taro@a.example", remote=OUTSIDE, mechanism="OAUTHBEARER", success=False)
    assert running.status("taro@a.example", OUTSIDE, mechanism="OAUTHBEARER") == -1
    assert running.status("taro@a.example", "127.0.0.1", mechanism="OAUTHBEARER") == 0


def test_an_operator_may_forgive(running: Running) -> None:
    running.fail("taro@a.example", OUTSIDE, 20)
    Guard(running.config).forgive(login="taro@a.example")
    assert running.status("taro@a.example", "198.51.100.1") == 0


def test_who_has_to_wait_is_told_with_the_number_of_tries_and_until_when(running: Running) -> None:
    guard = Guard(running.config)
    running.fail("locked@a.example", OUTSIDE, 20)
    running.fail("slowed@a.example", "198.51.100.9", 12)
    running.fail("few@a.example", "198.51.100.8", 5)
    running.fail("locked@b.example", "198.51.100.7", 20)
    running.fail("operator:night", "198.51.100.6", 20)
    found = guard.waiting(domains=["a.example"], names=["operator:night"])
    told = {one.login: (one.tries, one.is_locked) for one in found}
    assert told == {"locked@a.example": (20, True), "slowed@a.example": (12, False), "operator:night": (20, True)}
    assert found[-1].login == "slowed@a.example"
    guard.forgive(login="locked@a.example")
    assert [one.login for one in guard.waiting(domains=["a.example"])] == ["slowed@a.example"]
    assert running.ask("waiting", domains=["a.example"])[0] == 404  # nobody else is told


def test_an_owner_who_mistypes_where_the_login_is_known_is_told_of_and_forgiven_too(running: Running) -> None:
    guard = Guard(running.config)
    running.ask("report", login="taro@a.example", remote=OUTSIDE, success=True)
    running.fail("taro@a.example", OUTSIDE, 20)
    assert [one.is_locked for one in guard.waiting(domains=["a.example"])] == [True]
    guard.forgive(login="taro@a.example")
    assert running.status("taro@a.example", OUTSIDE) == 0


def test_a_delay_over_smtp_is_shorter_than_postfix_waits(running: Running) -> None:
    running.fail("taro@a.example", OUTSIDE, 18)
    assert running.status("taro@a.example", OUTSIDE) == 60
    assert running.status("taro@a.example", OUTSIDE, protocol="smtp") == 6
    running.fail("taro@a.example", OUTSIDE, 2)
    assert running.status("taro@a.example", OUTSIDE, protocol="smtp") == -1


def test_who_logged_in_last_in_which_process_is_told_to_us_only(running: Running) -> None:
    for login, pid in (("taro@a.example", "41"), ("Taro@a.example", "42"), ("b@b.example", "43")):
        running.ask("report", login=login, remote=OUTSIDE, success=True, protocol="smtp", pid=pid)
    running.ask("report", login="taro@a.example", remote=OUTSIDE, success=True, protocol="imap", pid="44")
    running.ask("report", login="taro@a.example", remote=OUTSIDE, success=False, protocol="smtp", pid="45")
    running.ask("report", login="taro@a.example", remote=OUTSIDE, success=True, protocol="smtp", pid="%{pid}")
    running.ask("report", login="b@b.example", remote=OUTSIDE, success=True, protocol="smtp", pid="41")
    assert Guard(running.config).smtp_sessions(login="taro@a.example") == [42]
    assert Guard(running.config).smtp_sessions(login="*@b.example") == [41, 43]
    assert Guard(running.config).smtp_sessions(login="*@.example") == []
    assert running.ask("sessions", login="taro@a.example")[0] == 404


@pytest.mark.feature("A7")
def test_where_logins_may_come_from_is_read_at_every_login_and_noted(running: Running) -> None:
    scope, tables = Scope(Aspect.DOMAIN, "a.example"), LoginPlacesTables()
    places = LoginPlaces(key="a.example", programs=Places.JAPAN, web=Places.LISTED, networks=(OUTSIDE,))
    rows = tables.rows(State(scope=scope, wishes=(places,)))
    assert running.status("taro@a.example", "8.8.8.8", protocol="imap") == 0
    tables.write(running.config, {scope: rows})
    assert not tables.differing(running.config, {scope: rows})
    assert running.status("taro@a.example", "8.8.8.8", protocol="imap") == -1
    assert running.status("taro@a.example", "133.5.1.1", protocol="smtp") == 0
    assert running.status("taro@a.example", OUTSIDE, protocol="pop3") == 0
    assert running.status("taro@a.example", "127.0.0.1", protocol="imap") == 0
    guard = Guard(running.config)
    assert guard.allow(login="taro@a.example", remote="133.5.1.1").is_of_place
    assert not guard.allow(login="taro@b.example", remote="133.5.1.1").is_of_place
    running.ask("report", login="taro@a.example", remote="8.8.8.8", protocol="imap", success=False, policy_reject=True)
    (noted,) = guard.history(name="taro@a.example")
    assert noted.outcome == "place"
    (running.config.edge / "login_places.sqlite3").unlink()
    assert running.status("taro@a.example", "8.8.8.8", protocol="imap") == -1  # as it was last
    assert running.status("taro@a.example", OUTSIDE, protocol="imap") == 0
    assert running.status("jiro@a.example", OUTSIDE, protocol="imap") == -1  # nobody has read it before: later
    assert not guard.allow(login="jiro@a.example", remote=OUTSIDE).is_of_place
    assert guard.allow(login="operator:desk", remote=OUTSIDE).is_allowed
    tables.write(running.config, {scope: ()})
    assert running.status("jiro@a.example", OUTSIDE, protocol="imap") == -1  # the rest may still be missing
    tables.complete(running.config, tables.filling(running.config))
    for login in ("taro@a.example", "jiro@a.example"):
        assert running.status(login, "8.8.8.8", protocol="imap") == 0


def test_counters_outlive_the_process(running: Running) -> None:
    running.fail("taro@a.example", OUTSIDE, 20)
    running.kill()
    running.start()
    assert running.status("taro@a.example", OUTSIDE) == -1


def test_without_the_secret_nobody_is_answered(running: Running) -> None:
    assert running.ask("allow", secret="guessed", login="taro@a.example", remote=OUTSIDE)[0] == 401
    assert running.ask("forgive", login="taro@a.example")[0] == 404


@pytest.mark.parametrize(
    "said",
    [
        b"\0" * 9000,
        b"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n",  # a digit to str.isdigit, none to int
        b"EHLO x\r\n\r\n",
    ],
)
def test_nonsense_ends_its_own_connection_only(running: Running, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", running.config.ports.guard), timeout=10) as client:
        client.sendall(said)
        assert b" 400 " in client.recv(4096)
    assert running.status("taro@a.example", OUTSIDE) == 0


def test_the_watchdog_may_look_but_not_forgive_and_others_nothing(running: Running) -> None:
    running.fail("taro@a.example", OUTSIDE, 20)
    healthz = "GET /healthz HTTP/1.1\r\n\r\n"
    forgive = "POST /?command=forgive HTTP/1.1\r\nContent-Length: 26\r\n\r\n" + '{"login":"taro@a.example"}'
    uids = running.config.uids
    assert running.answer_to(uids.watchdog, healthz) == 200
    assert running.answer_to(uids.watchdog, forgive) == 401
    assert running.answer_to(65534, healthz) == 401
    assert running.status("taro@a.example", "198.51.100.1") == -1
    assert running.answer_to(uids.web, forgive) == 200
    assert running.status("taro@a.example", "198.51.100.1") == 0
