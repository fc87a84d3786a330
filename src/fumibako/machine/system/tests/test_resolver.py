"""Asking a resolver that answers, and one that has gone."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.system.resolver import AWAY_SECONDS, MAX_SILENCES, LookupFailed, Patience, Resolver

pytestmark = pytest.mark.feature("B14")
RECORDS = {("a.example.", "TXT"): '"v=spf1" " -all"', ("a.example.", "MX"): "10 mail.a.example."}


class Server:
    """Answers from RECORDS; REFUSED for other.example, nothing while it is silent."""

    def __init__(self) -> None:
        self.is_silent = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                content, client = self._socket.recvfrom(512)
            except OSError:
                return
            if self.is_silent:
                continue
            question = dns.message.from_wire(content)
            answer = dns.message.make_response(question)
            asked = question.question[0]
            name, kind = str(asked.name), asked.rdtype.name
            if name == "other.example.":
                answer.set_rcode(dns.rcode.REFUSED)
            elif value := RECORDS.get((name, kind)):
                answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, value))
            elif not name.startswith("a."):
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self._socket.sendto(answer.to_wire(), client)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def config(server: Server, tmp_path: Path) -> Config:
    file = tmp_path / "fumibako.toml"
    file.write_text(f'[dns]\nresolver = "[127.0.0.1]:{server.port}"\n')
    return load(state=Path("/tmp/fb-none"), file=file)


def test_values_are_text(config: Config) -> None:
    resolver = Resolver(config)
    assert resolver.ask("a.example", "TXT") == ["v=spf1 -all"]
    assert resolver.ask("a.example", "MX") == ["10 mail.a.example"]
    assert resolver.ask("a.example", "A") == []
    assert resolver.ask("none.example", "TXT") == []


@pytest.mark.parametrize("name", ["a..example", "x" * 64 + ".example", ".".join(["abcdefgh"] * 40), "\n", ""])
def test_what_is_no_name_has_no_records(config: Config, name: str) -> None:
    assert Resolver(config).ask(name, "TXT") == []


def test_a_refusal_is_no_answer(config: Config) -> None:
    with pytest.raises(LookupFailed):
        Resolver(config).ask("other.example", "TXT")


def test_a_resolver_that_has_gone_holds_nobody_up_for_long(config: Config, server: Server) -> None:
    resolver, began = Resolver(config), time.monotonic()
    assert resolver.ask("a.example", "TXT")
    server.is_silent = True
    for number in range(MAX_SILENCES + 50):
        with pytest.raises(LookupFailed):
            resolver.ask(f"n{number}.example", "TXT", 0.05)
    assert time.monotonic() - began < 5
    assert resolver._patience.is_over


def test_patience_comes_back() -> None:
    now = 100.0
    patience = Patience(lambda: now)
    for _ in range(MAX_SILENCES - 1):
        patience.note(is_answer=False)
    patience.note(is_answer=True)
    patience.note(is_answer=False)
    assert not patience.is_over
    for _ in range(MAX_SILENCES):
        patience.note(is_answer=False)
    assert patience.is_over
    now += AWAY_SECONDS
    assert not patience.is_over
