"""Using a daemon's TCP ports as people's programs do, TLS included, for health checks.

The certificate is not verified: a box to try has one of its own making. What it says is checks/certificate.py's.
"""

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import Condition, Health

SECONDS = 5.0
MAX_LINE = 4096


class Unexpected(Exception):
    """The other side said something else."""

    def __init__(self, said: bytes) -> None:
        super().__init__(repr(said[:80]))
        self.said = said


class NoTls(Exception):
    """It offers no TLS, or the handshake failed; the message says why."""


class Conversation:
    """A connection to a line-based server that must be done by the deadline (monotonic seconds)."""

    def __init__(self, address: str, port: int, deadline: float) -> None:
        self._deadline = deadline
        self._socket = socket.create_connection((address, port), self._left())
        self._received = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def hear(self, expected: bytes) -> bytes:
        """Read until the last line of an answer, which must begin like this. Raises OSError, Unexpected."""
        while True:
            line = self._line()
            if line.startswith(expected):
                return line
            if not _has_more(line):
                raise Unexpected(line)

    def say(self, line: str, expected: bytes) -> bytes:
        """Send a line and hear the answer. Raises OSError, Unexpected."""
        self._socket.settimeout(self._left())
        self._socket.sendall(line.encode() + b"\r\n")
        return self.hear(expected)

    def start_tls(self, line: str = "", expected: bytes = b"") -> None:
        """Begin TLS, by a command where the protocol has one. Raises NoTls, OSError."""
        try:
            if line:
                self.say(line, expected)
            self._socket.settimeout(self._left())
            self._socket = _CONTEXT.wrap_socket(self._socket)
        except (ssl.SSLError, ConnectionError, Unexpected) as error:
            raise NoTls(str(error)) from error
        self._received = b""

    def certificate(self) -> bytes:
        """The one that the other side has shown, as DER."""
        shown = self._socket.getpeercert(binary_form=True) if isinstance(self._socket, ssl.SSLSocket) else None
        return shown or b""

    def _line(self) -> bytes:
        while b"\n" not in self._received:
            self._socket.settimeout(self._left())
            piece = self._socket.recv(MAX_LINE)
            if not piece or len(self._received) > MAX_LINE:
                raise Unexpected(self._received)
            self._received += piece
        line, _, self._received = self._received.partition(b"\n")
        return line.rstrip(b"\r")

    def _left(self) -> float:
        return max(0.001, self._deadline - time.monotonic())


@dataclass(frozen=True)
class Probe:
    """One port and what is said there. codes: of answers, by how they begin, that have a sentence of their own."""

    port: int
    talk: Callable[[Conversation], object]
    codes: Mapping[bytes, str] = field(default_factory=dict)


def probe(config: Config, *probes: Probe) -> Health:
    """Use every port, all within SECONDS; OK when each answered as it should."""
    deadline = time.monotonic() + SECONDS
    for each in probes:
        try:
            with Conversation(config.settings.box.listen, each.port, deadline) as conversation:
                each.talk(conversation)
        except NoTls as error:
            return Health(Condition.DOWN, f"no TLS at port {each.port}: {error}", code="tls")
        except Unexpected as error:
            code = next((code for start, code in each.codes.items() if error.said.startswith(start)), "")
            return Health(Condition.DOWN, f"unexpected answer at port {each.port}: {error}", code)
        except OSError as error:
            return Health(Condition.DOWN, f"no answer at port {each.port}: {error}")
    return Health(Condition.OK)


def shown_certificate(config: Config, port: int) -> bytes:
    """What a port with TLS from the start shows, as DER; empty where it shows none."""
    with (
        contextlib.suppress(OSError, NoTls),
        Conversation(config.settings.box.listen, port, time.monotonic() + SECONDS) as conversation,
    ):
        conversation.start_tls()
        return conversation.certificate()
    return b""


def _has_more(line: bytes) -> bool:
    """SMTP's 250-, IMAP's untagged lines, ManageSieve's capabilities."""
    return line[3:4] == b"-" or line.startswith((b"* ", b'"'))


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


_CONTEXT = _context()
