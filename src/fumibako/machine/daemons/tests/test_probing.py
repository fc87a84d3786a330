"""A port is used as people's programs use it: what answers, but not as it should, is down (E6)."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.probing import Conversation, Probe, probe
from fumibako.machine.provision.service import Condition
from fumibako.machine.system.tls import make_certificate

pytestmark = pytest.mark.feature("E6")
CONFIG = Config(Settings(), Path("/nowhere"))
Serve = Callable[[Callable[[socket.socket], None]], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts somebody's daemon for one connection and returns its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def started(talk: Callable[[socket.socket], None]) -> int:
            def run() -> None:
                connection, _ = listener.accept()
                with connection:
                    talk(connection)

            threading.Thread(target=run, daemon=True).start()
            return int(listener.getsockname()[1])

        yield started


def smtp(conversation: Conversation) -> None:
    conversation.hear(b"220 ")
    conversation.say("EHLO localhost", b"250 ")
    conversation.start_tls("STARTTLS", b"220 ")


def saying(*answers: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        for answer in answers:
            connection.sendall(answer)
            connection.recv(4096)

    return talk


def test_a_server_without_tls_is_down(serve: Serve) -> None:
    """What Postfix says when its certificate is of another key (trial 17)."""
    port = serve(saying(b"220 ready\r\n", b"250-mail\r\n250 SIZE\r\n", b"454 4.7.0 TLS not available\r\n"))
    health = probe(CONFIG, Probe(port, smtp))
    assert (health.condition, health.code) == (Condition.DOWN, "tls")
    assert "454 4.7.0 TLS not available" in health.detail


def test_a_handshake_that_fails_is_down(serve: Serve) -> None:
    """What Dovecot does then: the connection ends."""
    port = serve(lambda connection: None)
    health = probe(CONFIG, Probe(port, lambda conversation: conversation.start_tls()))
    assert (health.condition, health.code) == (Condition.DOWN, "tls")


def test_a_server_that_refuses_mail_for_want_of_space_is_down_by_that_code(serve: Serve) -> None:
    port = serve(saying(b"220 ready\r\n", b"452 4.3.1 Insufficient system storage\r\n"))

    def mail(conversation: Conversation) -> None:
        conversation.hear(b"220 ")
        conversation.say("MAIL FROM:<>", b"250 ")

    health = probe(CONFIG, Probe(port, mail, {b"452": "no-space"}))
    assert (health.condition, health.code) == (Condition.DOWN, "no-space")


def test_after_the_handshake_the_conversation_goes_on(serve: Serve, tmp_path: Path) -> None:
    make_certificate(tmp_path, "mail.sample.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.sendall(b"* OK ready\r\n")

    def imaps(conversation: Conversation) -> None:
        conversation.start_tls()
        conversation.hear(b"* OK")

    assert probe(CONFIG, Probe(serve(talk), imaps)).condition is Condition.OK


def test_nobody_there_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    health = probe(CONFIG, Probe(port, smtp))
    assert (health.condition, f"no answer at port {port}" in health.detail) == (Condition.DOWN, True)
