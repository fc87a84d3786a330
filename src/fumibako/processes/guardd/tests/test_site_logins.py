"""Guessed passwords of customers' sites: how many are too many, and whom guardd believes."""

import subprocess

import pytest

from fumibako.machine.system.accounts import uid_of
from fumibako.processes.guardd.site_logins import MAX_KNOWN, MAX_WRONG, WINDOW_SECONDS, SiteLogins, told

from .conftest import Running

pytestmark = pytest.mark.feature("D6")
GUESSER, HOST = "203.0.113.7", "www.a.example"
TELLING = """
import socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
    for _ in range(int(sys.argv[3])):
        log.sendto(sys.argv[2].encode(), sys.argv[1])
"""
ASKING = """
import socket, sys
with socket.socket(socket.AF_UNIX) as guard:
    guard.connect(sys.argv[1])
    guard.sendall(sys.argv[2].encode())
    sys.stdout.write(guard.recv(99).decode())
"""
LINE = "<190>Nov 28 18:20:00 guesses: {} {}"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_twenty_wrong_passwords_stop_an_address_at_one_site_for_a_quarter_of_an_hour() -> None:
    clock = Clock()
    guesses = SiteLogins(clock)
    for _ in range(MAX_WRONG):
        assert guesses.may_try(GUESSER, HOST)
        guesses.note(GUESSER, HOST)
        clock.now += 1
    assert not guesses.may_try(GUESSER, HOST)
    assert guesses.may_try("203.0.113.8", HOST) and guesses.may_try(GUESSER, "b.example")
    clock.now = 1000 + WINDOW_SECONDS
    assert guesses.may_try(GUESSER, HOST)
    guesses.note(GUESSER, HOST)
    assert not guesses.may_try(GUESSER, HOST)


def test_a_visitor_with_ipv6_has_one_count_for_all_its_addresses() -> None:
    guesses = SiteLogins(Clock())
    for number in range(MAX_WRONG):
        guesses.note(f"2001:db8::{number}", HOST)
    assert not guesses.may_try("2001:db8::ffff", HOST)
    assert guesses.may_try("2001:db8:0:1::1", HOST)


def test_what_is_remembered_is_bounded() -> None:
    guesses = SiteLogins(Clock())
    for number in range(MAX_KNOWN + 100):
        guesses.note(GUESSER, f"{number}.example")
    assert len(guesses._wrong) == MAX_KNOWN


@pytest.mark.parametrize("said", ["", "x", LINE.format("", ""), "<190>Nov 28 18:20:00 other: 203.0.113.7 a.example"])
def test_what_is_no_line_of_nginx_counts_nothing(said: str) -> None:
    assert told(said.encode()) is None


def test_only_nginx_is_believed_and_answered(running: Running) -> None:
    tell(running, uid_of("www-data"), LINE.format(GUESSER, HOST), MAX_WRONG)
    tell(running, 65534, LINE.format("203.0.113.9", HOST), MAX_WRONG)
    assert may_try(running, uid_of("www-data"), GUESSER) == 403
    assert may_try(running, uid_of("www-data"), "203.0.113.9") == 200
    assert may_try(running, 65534, GUESSER) == 401


def tell(running: Running, uid: int, line: str, times: int) -> None:
    words = ("/usr/bin/python3", "-c", TELLING, str(running.config.wrong_passwords_socket), line, str(times))
    subprocess.run(words, user=uid, group=uid, check=True, cwd="/", timeout=30)


def may_try(running: Running, uid: int, address: str) -> int:
    request = f"GET / HTTP/1.0\r\nX-Address: {address}\r\nX-Site: {HOST}\r\n\r\n"
    words = ("/usr/bin/python3", "-c", ASKING, str(running.config.guesses_socket), request)
    done = subprocess.run(words, user=uid, group=uid, check=True, capture_output=True, text=True, cwd="/", timeout=30)
    return int(done.stdout.split(" ")[1])
