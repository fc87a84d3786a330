"""The rest of the world: an SMTP server of our own that takes every mail and remembers it."""

import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.journeys.clients import until


@dataclass(frozen=True)
class Taken:
    """One mail as the outside received it. content: dots undoubled, CRLF as on the wire."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class Sink:
    """A listening outside. answer: called for each mail; what it returns is the reply to its end."""

    port: int
    answer: Callable[[Taken], str] = lambda _: "250 2.0.0 taken"
    taken: list[Taken] = field(default_factory=list)

    def __enter__(self) -> Self:
        sink = self

        class Session(_Session):
            outside = sink

        self._server = _Server(("127.0.0.1", self.port), Session)
        threading.Thread(target=self._server.serve_forever, name="sink", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, message_id: str, count: int = 1, seconds: float = 60.0) -> list[Taken]:
        """Mails with that Message-ID, once there are as many as `count`."""
        wanted = message_id.encode()

        def look() -> list[Taken]:
            there = [taken for taken in list(self.taken) if wanted in taken.content]
            return there if len(there) >= count else []

        return until(look, seconds)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Session(socketserver.StreamRequestHandler):
    """One SMTP dialogue (RFC 5321), no extension but 8BITMIME and PIPELINING."""

    outside: Sink
    timeout = 60

    def handle(self) -> None:
        self._say("220 sink.example ESMTP")
        sender, recipients = "", []
        while line := self.rfile.readline(4096):
            verb, _, argument = line.strip().decode("utf-8", "replace").partition(" ")
            match verb.upper():
                case "EHLO":
                    self._say("250-sink.example", "250-PIPELINING", "250 8BITMIME")
                case "MAIL":
                    sender, recipients = _path(argument), []
                    self._say("250 2.1.0 ok")
                case "RCPT":
                    recipients.append(_path(argument))
                    self._say("250 2.1.5 ok")
                case "DATA":
                    self._say("354 go on")
                    mail = Taken(sender, tuple(recipients), self._data())
                    reply = self.outside.answer(mail)
                    if reply.startswith("2"):
                        self.outside.taken.append(mail)
                    self._say(reply)
                case "QUIT":
                    return self._say("221 2.0.0 bye")
                case _:
                    self._say("250 2.0.0 ok")
        return None

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()).rstrip(b"\r\n") != b"." and line:
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)


def _path(argument: str) -> str:
    return argument.partition("<")[2].partition(">")[0]
