"""What a session sends, read off the wire as a server reads it: one command for each thing it does, whatever the
browser sent. Real Dovecot: tests/journeys/test_webmail.py."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from imapclient import IMAPClient

from fumibako.chapters.webmail.imap import Away, Folder, Full, Gone, Search, Session

pytestmark = pytest.mark.feature("F")
HOSTILE = (
    "a\r\nX1 LOGOUT",
    "a\nX1 LOGOUT",
    "a\rX1 LOGOUT",
    'a"\r\nX1 LOGOUT',
    '" X1 LOGOUT "',
    "{5}",
    "{5}\r\nX1 LOGOUT",
    "{5+}\r\nX1 LOGOUT\r\n",
    "a {9}",
    "\\",
    '\\"',
    "a\0b",
    "&-&AAo-X1 LOGOUT",
    "\u2028X1 LOGOUT",
    "見積\r\nX1 LOGOUT",
    "😀",
    "*",
    "(ALL)",
)
CAPABILITIES = b"* CAPABILITY IMAP4rev1 UIDPLUS MOVE LITERAL+ THREAD=REFS\r\n"
_LITERAL = re.compile(rb"\{([0-9]+)(\+?)\}\r\n\Z")


class _Heard(socketserver.StreamRequestHandler):
    """A server that reads lines and literals (RFC 3501, RFC 7888), knows the name of each command and takes all."""

    def handle(self) -> None:
        self.wfile.write(b"* PREAUTH here\r\n")
        with suppress(OSError):
            while line := self._command():
                tag, _, rest = line.partition(b" ")
                name = b" ".join(rest.split()[: 2 if rest.upper().startswith(b"UID ") else 1]).upper()
                self.server.heard.append(name.decode("ascii", "backslashreplace"))  # type: ignore[attr-defined]
                self.wfile.write(_said(name) + tag + b" OK [APPENDUID 1 1] done\r\n")

    def _command(self) -> bytes:
        command = line = self.rfile.readline()
        while found := _LITERAL.search(line):
            if not found[2]:
                self.wfile.write(b"+ go on\r\n")
            self.rfile.read(int(found[1]))
            line = self.rfile.readline()
        return command


def _said(name: bytes) -> bytes:
    answers = {b"SELECT": b"* 1 EXISTS\r\n", b"EXAMINE": b"* 1 EXISTS\r\n", b"UID SEARCH": b"* SEARCH\r\n"}
    answers[b"CAPABILITY"] = CAPABILITIES
    return answers.get(name, b"")


class Wire:
    def __init__(self, session: Session, heard: list[str]) -> None:
        self.session, self.heard = session, heard


@pytest.fixture
def wire() -> Iterator[Wire]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Heard)
    server.daemon_threads, server.heard = True, []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    session = Session.__new__(Session)
    session._client = IMAPClient("127.0.0.1", port=server.server_address[1], ssl=False, timeout=5)
    yield Wire(session, server.heard)  # type: ignore[attr-defined]
    session._client.shutdown()
    server.shutdown()
    server.server_close()


Act = Callable[[Session, str], object]
ACTS: dict[str, Act] = {
    "open a folder": lambda session, text: session.listing(Folder(text, ""), range(50)),
    "search": lambda session, text: session.found("INBOX", Search(text, text, text, text, text)),
    "search in a folder": lambda session, text: session.found(text, Search(anywhere=text)),
    "read": lambda session, text: session.mail(text, 1),
    "find a Message-ID": lambda session, text: session.has(text, text),
    "move": lambda session, text: session.move(text, [1], text),
    "mark": lambda session, text: session.mark(text, [1], "\\Seen", is_on=True),
    "delete": lambda session, text: session.delete(text, [1]),
    "add": lambda session, text: session.add(text, text.encode("utf-8", "replace"), ("\\Seen",)),
}
COMMANDS = {"SELECT", "EXAMINE", "UID SEARCH", "SEARCH", "UID FETCH", "FETCH", "UID MOVE", "UID STORE"}
COMMANDS |= {"UID EXPUNGE", "APPEND", "NOOP", "CAPABILITY", "CLOSE", "UNSELECT"}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_case_099_nothing_from_the_browser_becomes_a_second_command(wire: Wire, act: Act) -> None:
    for text in HOSTILE:
        wire.heard.clear()
        with suppress(Away, Full, Gone):
            act(wire.session, text)
        wire.session._client.noop()  # the connection is in step: no octet was left over
        assert wire.heard[-1] == "NOOP" and {*wire.heard} <= COMMANDS, text
        assert wire.heard.count("NOOP") == 1 and len(wire.heard) <= 5, text
