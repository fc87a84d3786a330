"""Which senders get a short name, and who is told which."""

import socket
import subprocess
from pathlib import Path

import pytest

from fumibako.processes.guardd.senders import KEPT_SECONDS, Senders

from .conftest import ASKING, Running

pytestmark = pytest.mark.feature("C3")
OURS = "mail.fumibako.test"
LONG = f"{'x' * 60}@ses.example"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def senders(tmp_path: Path, clock: Clock) -> Senders:
    return Senders(tmp_path / "senders.sqlite3", OURS, clock)


@pytest.mark.parametrize(
    "address", ["", '""', "hanako@out.example", "o'neil+a=b@out.example", f"SRS0=abcd=ef=out.example={'x' * 40}@{OURS}"]
)
def test_what_srs_carries_keeps_its_name(senders: Senders, address: str) -> None:
    assert senders.short(address) is None


@pytest.mark.parametrize(
    "address", [LONG, '"a b"@out.example', "a..b@out.example", "b.@out.example", "user@[192.0.2.1]", f"a@{'b.' * 40}jp"]
)
def test_what_it_does_not_carry_has_one_short_name_that_it_carries(senders: Senders, address: str) -> None:
    name = senders.short(address)
    assert name is not None
    assert senders.short(address) == name
    assert senders.short(name) is None
    assert senders.whole(name) == senders.whole(name.upper()) == address


def test_a_name_is_good_for_its_own_domain_only(senders: Senders) -> None:
    name = senders.short(LONG)
    assert name is not None
    assert senders.whole(f"{name.partition('@')[0]}@out.example") is None
    assert senders.whole("=aaaaaaaa@ses.example") is None


def test_a_name_outlives_the_srs_addresses_that_have_it_and_the_process(
    senders: Senders, clock: Clock, tmp_path: Path
) -> None:
    name = senders.short(LONG)
    assert name is not None
    clock.now += KEPT_SECONDS - 1
    senders.short(f"another-{LONG}")
    assert Senders(tmp_path / "senders.sqlite3", OURS, clock).whole(name) == LONG
    clock.now += 2
    senders.short(f"one-more-{LONG}")
    assert senders.whole(name) is None


def answered(running: Running, *requests: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as postfix:
        postfix.settimeout(10)
        postfix.connect(str(running.config.senders_socket))
        postfix.sendall(b"".join(requests))
        postfix.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := postfix.recv(999):
            answer += piece
        return answer


def netstring(text: str) -> bytes:
    return f"{len(text.encode())}:{text},".encode()


def test_postfix_asks_in_netstrings(running: Running) -> None:
    answer = answered(running, netstring("short hanako@out.example"), netstring(f"short {LONG}"))
    assert answer.startswith(b"9:NOTFOUND ,24:OK =")
    name = answer.decode().rpartition(" ")[2].rstrip(",")
    assert answered(running, netstring(f"whole {name}")) == netstring(f"OK {LONG}")


def test_nobody_else_is_told_whose_a_name_is(running: Running) -> None:
    words = ("/usr/bin/python3", "-c", ASKING, str(running.config.senders_socket), netstring(f"short {LONG}").decode())
    done = subprocess.run(words, user=65534, group=65534, capture_output=True, text=True, cwd="/", timeout=30)
    assert done.stdout == ""


@pytest.mark.parametrize("said", [b"x:", b"-1:,", b"99999:", b"4:nope,", b"5:short;", b"6:whole \xff,", b"9" * 9999])
def test_nonsense_ends_its_own_connection_only(running: Running, said: bytes) -> None:
    assert answered(running, said) == b""
    assert answered(running, netstring("short hanako@out.example")) == b"9:NOTFOUND ,"
