"""A Postfix that says what a test wants, in place of the box's own at the notices' port."""

import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Postfix:
    """replies: by verb, "." for the end of a mail; a missing one is a yes. before_reply: called for each verb first.
    taken: sender, recipient and text of each mail that got a 2xx."""

    port: int
    replies: dict[str, str] = field(default_factory=dict)
    before_reply: Callable[[str], None] = lambda _: None
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        postfix = self

        class Session(_Session):
            whole = postfix

        self._server = _Server(("127.0.0.1", self.port), Session)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Session(socketserver.StreamRequestHandler):
    whole: Postfix
    timeout = 30

    def handle(self) -> None:
        self._say("220 box ESMTP")
        sender = recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ", 1)[0].upper()
            self.whole.before_reply(verb)
            match verb:
                case "MAIL":
                    sender = line.partition("<")[2].partition(">")[0]
                case "RCPT":
                    recipient = line.partition("<")[2].partition(">")[0]
                case "DATA":
                    self._say("354 go on")
                    text = b"".join(iter(self.rfile.readline, b".\r\n"))
                    verb = "."
            reply = self.whole.replies.get(verb, "221 bye" if verb == "QUIT" else "250 2.0.0 ok")
            if verb == "." and reply.startswith("2"):
                self.whole.taken.append((sender, recipient, text))
            if not reply:
                return
            self._say(reply)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
