"""A person at a mail program: Python's standard clients against a box's endpoints, TLS verified.

The box's certificate carries its own name while its services listen on loopback, so the context
asks for the name instead of the address that was dialled.
"""

import base64
import contextlib
import imaplib
import poplib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.journeys.mails import Mail, header

TIMEOUT = 60.0
# Of people and other servers. A daemon takes a client with an address of the box's own for a program of the box.
FOREIGN = ("127.0.0.5", 0)
poplib._MAXLINE = 100_000  # type: ignore[attr-defined]  # its own 2,048 is shorter than lines people receive
T = TypeVar("T")


class NamedContext(ssl.SSLContext):
    """Verifies against one certificate and one name, whatever host was dialled."""

    name: str

    @classmethod
    def of(cls, certificate: Path, name: str) -> Self:
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(certificate)
        context.name = name
        return context

    def wrap_socket(self, sock: socket.socket, **options: Any) -> ssl.SSLSocket:  # type: ignore[override]
        return super().wrap_socket(sock, **{**options, "server_hostname": self.name})


@dataclass(frozen=True)
class Person:
    """A mail account and its password."""

    address: str
    password: str

    @property
    def domain(self) -> str:
        return self.address.partition("@")[2]


@dataclass(frozen=True)
class MailPrograms:
    """Connections to one box. ports: standard service name to port, as `status --json` has them."""

    host: str
    ports: dict[str, int]
    context: NamedContext

    @classmethod
    def of(cls, status: dict[str, Any], certificate: Path, name: str) -> Self:
        endpoints = status["endpoints"]
        return cls(
            host=endpoints["smtp"]["host"],
            ports={service: endpoint["port"] for service, endpoint in endpoints.items()},
            context=NamedContext.of(certificate, name),
        )

    def smtp(self) -> smtplib.SMTP:
        """As another server comes: port 25, no login."""
        return smtplib.SMTP(self.host, self.ports["smtp"], "out.example", TIMEOUT, FOREIGN)

    def submission(self, person: Person) -> smtplib.SMTP:
        connection = smtplib.SMTP(self.host, self.ports["submission"], "pc.example", TIMEOUT, FOREIGN)
        connection.starttls(context=self.context)
        connection.login(person.address, person.password)
        return connection

    def submissions(self, person: Person) -> smtplib.SMTP:
        connection = smtplib.SMTP_SSL(
            self.host,
            self.ports["submissions"],
            "pc.example",
            timeout=TIMEOUT,
            source_address=FOREIGN,
            context=self.context,
        )
        connection.login(person.address, person.password)
        return connection

    def plain_login(self, person: Person) -> bool:
        """AUTHENTICATE PLAIN by IMAP, which can carry any name: imaplib's LOGIN cannot."""
        connection = self.imap_connection()
        try:
            connection.authenticate("PLAIN", lambda _: f"\0{person.address}\0{person.password}".encode())
        except connection.error:
            return False
        finally:
            connection.shutdown()
        return True

    def imap_connection(self) -> imaplib.IMAP4:
        """IMAP after STARTTLS, nobody logged in."""
        connection = imaplib.IMAP4(self.host, self.ports["imap"], TIMEOUT)
        connection.starttls(self.context)
        return connection

    def imap(self, person: Person) -> imaplib.IMAP4:
        connection = self.imap_connection()
        connection.login(person.address, person.password)
        return connection

    def imaps(self, person: Person) -> imaplib.IMAP4:
        connection = imaplib.IMAP4_SSL(self.host, self.ports["imaps"], ssl_context=self.context, timeout=TIMEOUT)
        connection.login(person.address, person.password)
        return connection

    def pop3(self, person: Person) -> poplib.POP3:
        connection = poplib.POP3(self.host, self.ports["pop3"], TIMEOUT)
        connection.stls(self.context)
        connection.user(person.address)
        connection.pass_(person.password)
        return connection

    def pop3s(self, person: Person) -> poplib.POP3:
        connection = poplib.POP3_SSL(self.host, self.ports["pop3s"], timeout=TIMEOUT, context=self.context)
        connection.user(person.address)
        connection.pass_(person.password)
        return connection

    def sieve(self, person: Person) -> "ManageSieve":
        return ManageSieve(self, person)

    def deliver(self, mail: Mail, sender: str, *recipients: str) -> None:
        """Bring a mail from outside to port 25."""
        with self.smtp() as smtp:
            hand_over(smtp, mail, sender, *recipients)

    def send(self, mail: Mail, person: Person, *recipients: str) -> None:
        """Send a mail as that person, by 587."""
        with self.submission(person) as smtp:
            hand_over(smtp, mail, person.address, *recipients)

    def wait_for(self, person: Person, mail: Mail | str, folder: str = "INBOX", seconds: float = TIMEOUT) -> bytes:
        """The mail's bytes as IMAP gives them, once it is there; by Message-ID."""
        message_id = mail if isinstance(mail, str) else mail.message_id
        with self.imaps(person) as imap:
            return until(lambda: next(iter(found(imap, message_id, folder)), None), seconds)

    def all_in(self, person: Person, folder: str = "INBOX") -> list[bytes]:
        """Every mail of a folder."""
        with self.imaps(person) as imap:
            return list(fetched(imap, folder, "ALL"))

    def all_of(self, person: Person, mail: Mail) -> list[bytes]:
        """Every copy of a mail that is there now; by Message-ID."""
        with self.imaps(person) as imap:
            return list(found(imap, mail.message_id))

    def rcpt(self, recipient: str, sender: str = "hanako@out.example", *options: str) -> int:
        """The code with which port 25 answers to a recipient."""
        with self.smtp() as smtp:
            smtp.ehlo()
            smtp.mail(sender, options)
            return smtp.rcpt(recipient)[0]

    def logs_in(self, person: Person) -> bool:
        """Whether IMAP lets that person in now."""
        try:
            with self.imaps(person):
                return True
        except imaplib.IMAP4.error:
            return False

    def pops(self, person: Person) -> bool:
        """Whether POP lets that person in now."""
        try:
            self.pop3s(person).quit()
        except poplib.error_proto as refused:
            assert "AUTH" in str(refused) or "EOF" in str(refused), refused
            return False
        return True

    def submits(self, person: Person) -> bool:
        """Whether 587 lets that person in now."""
        try:
            self.submission(person).quit()
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected):
            return False
        return True


def is_cut(session: smtplib.SMTP) -> bool:
    """Whether the server has closed an SMTP session that was open."""
    try:
        session.noop()
    except (smtplib.SMTPServerDisconnected, OSError):
        return True
    return False


def is_ended(session: imaplib.IMAP4) -> bool:
    """Whether the server has closed an IMAP session that was open."""
    try:
        session.noop()
    except (session.abort, OSError):
        session.shutdown()
        return True
    return False


def hand_over(smtp: smtplib.SMTP, mail: Mail, sender: str, *recipients: str) -> None:
    """Give a mail to a server; raises smtplib's exceptions where it refuses any recipient."""
    smtp.ehlo_or_helo_if_needed()
    options = ["BODY=8BITMIME"] if not mail.content.isascii() else []
    refused = smtp.sendmail(sender, recipients, mail.content, mail_options=options)
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)


def found(imap: imaplib.IMAP4, message_id: str, folder: str = "INBOX") -> Iterator[bytes]:
    """Mails of that Message-ID in a folder."""
    return fetched(imap, folder, "HEADER", "Message-ID", f'"{message_id}"')


def fetched(imap: imaplib.IMAP4, folder: str, *criteria: str) -> Iterator[bytes]:
    """Mails that a search finds; none where the folder is not there yet."""
    if imap.select(f'"{folder}"', readonly=True)[0] != "OK":
        return
    for number in imap.search(None, *criteria)[1][0].split():
        yield imap.fetch(number, "(BODY.PEEK[])")[1][0][1]


def popped(pop: poplib.POP3, message_id: str) -> Iterator[bytes]:
    """Mails of that Message-ID, newest first, as POP3 gives them."""
    for number in range(pop.stat()[0], 0, -1):
        if header(b"\r\n".join(pop.top(number, 0)[1]), b"Message-ID") == message_id:
            yield b"\r\n".join(pop.retr(number)[1]) + b"\r\n"


def until(look: Callable[[], T | None], seconds: float = TIMEOUT, every: float = 0.05) -> T:
    """What `look` sees once it sees something; fails at the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        if seen := look():
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {look}")
        time.sleep(every)


class ManageSieve:
    """Just enough of RFC 5804 to put a script and make it the active one."""

    def __init__(self, programs: MailPrograms, person: Person) -> None:
        self._socket = socket.create_connection((programs.host, programs.ports["sieve"]), TIMEOUT)
        self._file = self._socket.makefile("rb")
        self.greeting = self._answer()
        self._say(b"STARTTLS")
        self._socket = programs.context.wrap_socket(self._socket)
        self._file = self._socket.makefile("rb")
        self._answer()  # RFC 5804 section 2.2: the capabilities once more
        secret = base64.b64encode(f"\0{person.address}\0{person.password}".encode())
        self._say(b'AUTHENTICATE "PLAIN" "%s"' % secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._say(b"LOGOUT")
        self._socket.close()

    def put(self, name: str, script: str) -> None:
        octets = script.encode()
        self._say(b'PUTSCRIPT "%s" {%d+}\r\n%s' % (name.encode(), len(octets), octets))

    def activate(self, name: str) -> None:
        """Make that script the active one; "" for none."""
        self._say(b'SETACTIVE "%s"' % name.encode())

    def scripts(self) -> list[str]:
        return re.findall(r'^"([^"]*)"', self._say(b"LISTSCRIPTS"), re.MULTILINE)

    def _say(self, line: bytes) -> str:
        self._socket.sendall(line + b"\r\n")
        return self._answer()

    def _answer(self) -> str:
        lines: list[str] = []
        for line in self._file:
            text = line.decode()
            lines.append(text)
            if text.startswith("OK"):
                return "".join(lines)
            if text.startswith(("NO", "BYE")):
                raise AssertionError(text.strip())
        raise ConnectionError("ManageSieve closed the connection")
