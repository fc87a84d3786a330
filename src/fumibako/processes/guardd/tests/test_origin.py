"""Whose program has called: a real connection in the kernel's table, and what Postfix is told."""

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator

import pytest

from fumibako.processes.guardd.origin import CONNECTIONS, uid_of

from .conftest import Running

pytestmark = pytest.mark.feature("C3")


REFUSED = "action=554 5.7.1 Not for you\n\n"
CALLING = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
    print(connection.getsockname()[1], flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def called_by(uid: int, port: int) -> Iterator[str]:
    """A process of that user that is connected to the port; its own port."""
    words = ("/usr/bin/python3", "-c", CALLING, str(port))
    pipe = subprocess.PIPE
    with subprocess.Popen(words, user=uid, group=uid, stdin=pipe, stdout=pipe, text=True, cwd="/") as caller:
        assert caller.stdout is not None
        yield caller.stdout.readline().strip()
        caller.communicate(timeout=30)


def asked(running: Running, client_port: str, server_port: object) -> str:
    with socket.socket(socket.AF_UNIX) as postfix:
        postfix.settimeout(10)
        postfix.connect(str(running.config.origin_socket))
        ports = f"client_port={client_port}\nserver_port={server_port}"
        postfix.sendall(f"request=smtpd_access_policy\nclient_address=127.0.0.1\n{ports}\n\n".encode())
        return postfix.recv(999).decode()


def test_the_kernel_knows_whose_a_connection_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server_port = server.getsockname()[1]
        with socket.create_connection(server.getsockname()) as client:
            client_port = client.getsockname()[1]
            lines = CONNECTIONS.read_text().splitlines()
            assert uid_of(lines, client_port, server_port) == os.getuid()
            assert uid_of(lines, client_port, server_port + 1) is None


@pytest.mark.parametrize("port", ["", "0", "1", "65536", "x", "-1", "１"])
def test_who_is_not_seen_in_the_table_is_refused(running: Running, port: str) -> None:
    assert asked(running, port, running.config.ports.redirect) == REFUSED


@pytest.mark.parametrize(("name", "user"), [("redirect", "mail"), ("notices", "background")])
def test_each_port_lets_one_user_in(running: Running, name: str, user: str) -> None:
    port, uid = getattr(running.config.ports, name), getattr(running.config.uids, user)
    with socket.create_server(("127.0.0.1", port)), called_by(uid, port) as own, called_by(uid + 9, port) as other:
        assert asked(running, own, port) == "action=DUNNO\n\n"
        assert asked(running, other, port) == REFUSED


@pytest.mark.parametrize("server_port", ["", "x", "0", "-1"])
def test_a_port_that_is_nobodys_lets_nobody_in(running: Running, server_port: str) -> None:
    port, mail = running.config.ports.redirect, running.config.uids.mail
    with socket.create_server(("127.0.0.1", port)), called_by(mail, port) as own:
        assert asked(running, own, server_port) == REFUSED
