"""The filter's neighbours, for its tests: next hops, Postfix's queue and the agent."""

import itertools
import json
import socket
import socketserver
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Taken:
    sender: str
    recipients: list[str] = field(default_factory=list)
    content: bytes = b""

    @property
    def body(self) -> bytes:
        return self.content.partition(b"\r\n\r\n")[2]


class NextHop:
    """An LMTP (or, with EHLO, SMTP) server on a Unix socket. `refusals`: recipient → reply after DATA.

    says_nothing: while set, it accepts messages without replying; hangs_up: then it closes the connection after
    sending last_words.
    """

    def __init__(self, path: Path) -> None:
        self.taken: list[Taken] = []
        self.refusals: dict[str, str] = {}
        self.says_nothing = threading.Event()
        self.hangs_up = False
        self.last_words = ""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        hop = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                hop._converse(self)

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True
            request_queue_size = 100

        self._server = Server(str(path), Conversation)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _converse(self, handler: socketserver.StreamRequestHandler) -> None:
        def say(line: str) -> None:
            handler.wfile.write(line.encode() + b"\r\n")

        say("220 hop")
        is_lmtp = True
        mail = Taken("")
        while line := handler.rfile.readline():
            verb = line[:4].upper()
            if verb in (b"LHLO", b"EHLO"):
                is_lmtp = verb == b"LHLO"
                say("250-hop\r\n250-PIPELINING\r\n250 8BITMIME")
            elif verb == b"MAIL":
                mail = Taken(line.partition(b"<")[2].partition(b">")[0].decode())
                say("250 ok")
            elif verb == b"RCPT":
                mail.recipients.append(line.partition(b"<")[2].partition(b">")[0].decode())
                say("250 ok")
            elif verb == b"DATA":
                say("354 go")
                lines = []
                while (text := handler.rfile.readline()) != b".\r\n":
                    assert text.endswith(b"\r\n"), "a lone LF on the wire"
                    lines.append(text.removeprefix(b"."))
                mail.content = b"".join(lines)
                replies = [self.refusals.get(who, "250 2.0.0 taken") for who in mail.recipients]
                mail.recipients = [who for who, reply in zip(mail.recipients, replies, strict=True) if reply[0] == "2"]
                if mail.recipients:
                    self.taken.append(mail)
                while self.says_nothing.is_set():
                    time.sleep(0.02)
                if self.hangs_up:
                    if self.last_words:
                        say(self.last_words)
                    return
                for reply in replies if is_lmtp else replies[:1]:
                    say(reply)
            else:
                say("250 ok")


class Agent:
    """Answers one verb: whether a mailbox has a message."""

    def __init__(self, path: Path, dovecot: NextHop) -> None:
        self.asked: list[str] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        agent = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                request = json.loads(self.rfile.readline())
                assert request["verb"] == "holds_mail"
                who, stamp = request["address"], f"X-Fumibako-Scan: {request['queue_id']};".encode()
                agent.asked.append(who)
                holds = any(who in mail.recipients and stamp in mail.content for mail in dovecot.taken)
                self.wfile.write(json.dumps({"holds": holds}).encode() + b"\n")

        self._server = socketserver.ThreadingUnixStreamServer(str(path), Conversation)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


_IDS = (f"4Tq1aBcDeFz{number}" for number in itertools.count(1000))


class Queue:
    """Behaves like Postfix's LMTP client: one write for the envelope, one reply per recipient."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(200)
        self._socket.connect(str(path))
        self._stream = self._socket.makefile("rb")
        assert self.reply().startswith("220")
        self.write(b"LHLO queue\r\n")
        self.greeting = self.reply()

    def send(self, sender: str, recipients: Sequence[str], content: bytes, ident: str = "") -> list[str]:
        self.bring(sender, recipients, content, ident)
        return [self.reply() for _ in recipients]

    def bring(
        self, sender: str, recipients: Sequence[str], content: bytes, ident: str = "", *, last: bytes = b""
    ) -> None:
        """Send without waiting for the replies. last: sent together with the end of the message."""
        lines = [f"XFORWARD IDENT={ident or next(_IDS)}", f"MAIL FROM:<{sender}> SIZE={len(content)} BODY=8BITMIME"]
        lines += [f"RCPT TO:<{recipient}>" for recipient in recipients]
        self.write("".join(f"{line}\r\n" for line in [*lines, "DATA"]).encode())
        answers = [self.reply() for _ in [*lines, "DATA"]]
        assert answers[-1].startswith("354"), answers
        stuffed = content.replace(b"\r\n.", b"\r\n..")
        stuffed = b"." + stuffed if stuffed.startswith(b".") else stuffed
        self.write(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n" + last)

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def reply(self) -> str:
        while True:
            line = self._stream.readline().decode()
            assert line, "the filter closed the connection"
            if line[3:4] != "-":
                return line.rstrip()

    def close(self) -> None:
        self._stream.close()
        self._socket.close()


def submitted_by(login: str) -> bytes:
    """The field that Postfix prepends to a message whose sender has logged in."""
    return (
        "Received: from pc.example (localhost [127.0.0.1])\r\n"
        "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n"
        "\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n"
        "\t(No client certificate requested)\r\n"
        f"\t(Authenticated sender: {login})\r\n"
        "\tby mail.fumibako.test (Postfix) with ESMTPSA id 4TqSubmitted1\r\n"
        "\tfor <hanako@out.example>; Tue, 24 Nov 2026 10:00:00 +0900 (JST)\r\n"
    ).encode()
