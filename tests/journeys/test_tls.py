"""Which ciphers the ports speak: Mozilla's intermediate list, and nothing else."""

import socket
import ssl

import pytest

from fumibako.machine.system.tls import CIPHERS
from tests.journeys.clients import TIMEOUT, MailPrograms

pytestmark = [pytest.mark.box, pytest.mark.feature("C11")]
# What is said in the clear, and the beginning of the answer after which TLS begins.
STARTTLS: dict[str, tuple[tuple[bytes, bytes], ...]] = {
    "smtp": ((b"", b"220 "), (b"EHLO pc.example\r\n", b"250 "), (b"STARTTLS\r\n", b"220 ")),
    "submission": ((b"", b"220 "), (b"EHLO pc.example\r\n", b"250 "), (b"STARTTLS\r\n", b"220 ")),
    "imap": ((b"", b"* OK"), (b"a STARTTLS\r\n", b"a OK")),
    "pop3": ((b"", b"+OK"), (b"STLS\r\n", b"+OK")),
    "sieve": ((b"", b"OK"), (b"STARTTLS\r\n", b"OK")),
}
PORTS = ("submissions", "imaps", "pop3s", "https", *STARTTLS)


def handshake(programs: MailPrograms, port: str, ciphers: str) -> str:
    """Offer these in TLS 1.2, and return the one that the port took. Raises ssl.SSLError, ConnectionError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers)
    with socket.create_connection((programs.host, programs.ports[port]), TIMEOUT) as plain:
        said = b""
        for command, expected in STARTTLS.get(port, ()):
            plain.sendall(command)
            while not any(line.startswith(expected) for line in said.splitlines()):
                said += plain.recv(4096)
            said = b""
        with context.wrap_socket(plain) as secured:
            cipher = secured.cipher()
            assert cipher is not None
            return cipher[0]


@pytest.mark.parametrize("port", PORTS)
def test_no_port_speaks_a_cipher_outside_the_list(programs: MailPrograms, port: str) -> None:
    """Neither without authentication nor with CBC, CAMELLIA, ARIA, or CCM."""
    others = "ALL:COMPLEMENTOFALL:@SECLEVEL=0:" + ":".join(f"!{name}" for name in CIPHERS.split(":"))
    with pytest.raises(ssl.SSLError, match=r"HANDSHAKE_FAILURE|has been closed"):  # Dovecot hangs up
        handshake(programs, port, others)


@pytest.mark.parametrize("port", PORTS)
def test_every_port_speaks_the_list(programs: MailPrograms, port: str) -> None:
    assert handshake(programs, port, CIPHERS) in CIPHERS.split(":")
