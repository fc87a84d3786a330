"""Guessed passwords of customers' sites: how many are too many, and whom guardd believes."""

import subprocess

import pytest

from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.processes.guardd.site_logins import (
    MAX_KNOWN,
    MAX_OF_ADDRESS,
    MAX_OF_NAME,
    WINDOW_SECONDS,
    SiteLogins,
    told,
)

from .conftest import Running

pytestmark = pytest.mark.feature("D6")
GUESSER, HOST, NAME = "203.0.113.7", "www.a.example", "taro"
TELLING = """
import socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
    for number in range(int(sys.argv[3])):
        log.sendto(f"{sys.argv[2]}{number}".encode(), sys.argv[1])
"""
ASKING = """
import socket, sys
with socket.socket(socket.AF_UNIX) as guard:
    guard.connect(sys.argv[1])
    guard.sendall(sys.argv[2].encode())
    sys.stdout.write(guard.recv(99).decode())
"""
LINE = "<190>Nov 28 18:20:00 guesses: {} {} taro Basic "


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_twenty_wrong_passwords_for_a_name_stop_an_address_at_one_site_for_a_quarter_of_an_hour() -> None:
    clock = Clock()
    guesses = SiteLogins(clock)
    for number in range(MAX_OF_NAME):
        assert guesses.may_try(GUESSER, HOST, NAME)
        guesses.note(GUESSER, HOST, NAME, f"Basic {number}")
        clock.now += 1
    assert not guesses.may_try(GUESSER, HOST, NAME)
    assert guesses.may_try("203.0.113.8", HOST, NAME) and guesses.may_try(GUESSER, "b.example", NAME)
    clock.now = 1000 + WINDOW_SECONDS
    assert guesses.may_try(GUESSER, HOST, NAME)
    guesses.note(GUESSER, HOST, NAME, "Basic x")
    assert not guesses.may_try(GUESSER, HOST, NAME)


def test_an_office_goes_on_behind_one_address_and_a_guesser_of_many_names_does_not() -> None:
    guesses = SiteLogins(Clock())
    for _ in range(1000):  # a program with an old password
        guesses.note(GUESSER, HOST, NAME, "Basic old")
    for number in range(MAX_OF_NAME):
        guesses.note(GUESSER, HOST, "hanako", f"Basic {number}")
    assert guesses.may_try(GUESSER, HOST, NAME) and not guesses.may_try(GUESSER, HOST, "hanako")
    for number in range(MAX_OF_ADDRESS - MAX_OF_NAME - 2):
        guesses.note(GUESSER, HOST, str(number), f"Digest {number}")
    assert guesses.may_try(GUESSER, HOST, NAME)
    guesses.note(GUESSER, HOST, "", "Basic one more")
    assert not guesses.may_try(GUESSER, HOST, NAME)


def test_a_visitor_with_ipv6_has_one_count_for_all_its_addresses() -> None:
    guesses = SiteLogins(Clock())
    for number in range(MAX_OF_NAME):
        guesses.note(f"2001:db8::{number}", HOST, NAME, f"Basic {number}")
    assert not guesses.may_try("2001:db8::ffff", HOST, NAME)
    assert guesses.may_try("2001:db8:0:1::1", HOST, NAME)


def test_what_is_remembered_is_bounded_and_holds_no_password() -> None:
    guesses = SiteLogins(Clock())
    for number in range(MAX_KNOWN + 100):
        guesses.note(GUESSER, f"{number}.example", NAME, "Basic c2VjcmV0")
    assert len(guesses._wrong) == MAX_KNOWN and "c2VjcmV0" not in str(guesses._wrong)


@pytest.mark.parametrize("said", ["", "x", LINE.partition(" taro")[0], LINE.replace("guesses", "other")])
def test_what_is_no_line_of_nginx_counts_nothing(said: str) -> None:
    assert told(said.encode()) is None


def test_only_nginx_is_heard_and_answered(running: Running) -> None:
    tell(running, uid_of("www-data"), LINE.format(GUESSER, HOST), MAX_OF_NAME)
    assert may_try(running, uid_of("www-data"), GUESSER) == 403
    assert may_try(running, uid_of("www-data"), "203.0.113.9") == 200
    for socket in (running.config.wrong_passwords_socket, running.config.guesses_socket):
        assert subprocess.run(("test", "-e", str(socket)), user=65534, group=65534, check=False).returncode == 1
    uid, group = running.config.uids.web, gid_of("www-data")  # the web has nginx's group
    tell(running, uid, LINE.format("203.0.113.9", HOST), MAX_OF_NAME, group)
    assert may_try(running, uid_of("www-data"), "203.0.113.9") == 200
    assert may_try(running, uid, GUESSER, group) == 401


def tell(running: Running, uid: int, line: str, times: int, group: int | None = None) -> None:
    words = ("/usr/bin/python3", "-c", TELLING, str(running.config.wrong_passwords_socket), line, str(times))
    subprocess.run(words, user=uid, group=group or uid, extra_groups=(), check=True, cwd="/", timeout=30)


def may_try(running: Running, uid: int, address: str, group: int | None = None) -> int:
    request = f"GET / HTTP/1.0\r\nX-Address: {address}\r\nX-Site: {HOST}\r\nX-Name: {NAME}\r\n\r\n"
    words = ("/usr/bin/python3", "-c", ASKING, str(running.config.guesses_socket), request)
    done = subprocess.run(
        words, user=uid, group=group or uid, extra_groups=(), check=True, capture_output=True, cwd="/", timeout=30
    )
    return int(done.stdout.split(b" ")[1])
