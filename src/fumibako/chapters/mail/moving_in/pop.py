"""The old mailbox, over POP3 (RFC 1939): its inbox is looked at, and nothing is deleted there.

POP knows neither folders nor flags nor when a mail came: all of it goes into the inbox, with the date that its header
tells. UIDL tells mails apart from one run to the next; those that came from here once are not fetched again, wherever
they lie now.
"""

import email.utils
import hashlib
import poplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.moving_in import errors
from fumibako.chapters.mail.moving_in.copying import Count, Target, key_of
from fumibako.chapters.mail.moving_in.models import FetchedMail
from fumibako.chapters.mail.moving_in.source import SECONDS, Networks, Row, Security, Server, check_address

# Python gives up on lines of more than 2048 octets; mails have longer ones.
poplib._MAXLINE = 1 << 24  # type: ignore[attr-defined]
MOST_MAILS = 200_000
_LOST = (OSError, poplib.error_proto, EOFError)
_HEADING = re.compile(rb"^(?:message-id|date|from|subject)[ \t]*:.*(?:\n[ \t].*)*", re.I | re.M)
_DATE = re.compile(rb"^(?:received[ \t]*:(?:.|\n[ \t])*;|date[ \t]*:)((?:.|\n[ \t])*)", re.I | re.M)
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t]*(?:\n[ \t]+)?\S", re.I | re.M)
_NUMBERED = re.compile(rb"(\d{1,10}) +(\S.*)")
UNREAD = timedelta(days=7)
"""What came before has been read over there already."""


class Endless(OSError):
    """The server sends more than there can be."""


class _Bounded(poplib.POP3):
    """most_octets: of a mail."""

    most_octets = 1 << 20

    def _longcmd(self, line: str) -> tuple[bytes, list[bytes], int]:
        self._putcmd(line)  # type: ignore[attr-defined]
        said = self._getresp()  # type: ignore[attr-defined]
        most_octets, most_lines = MOST_MAILS * 80, MOST_MAILS
        if line.startswith("RETR"):
            most_octets = most_lines = self.most_octets
        lines: list[bytes] = []
        octets = 0
        while True:
            text, count = self._getline()  # type: ignore[attr-defined]
            if text == b".":
                return said, lines, octets
            octets += count
            lines.append(text[1:] if text.startswith(b"..") else text)
            if octets > most_octets or len(lines) > most_lines:
                raise Endless


class _BoundedTls(_Bounded, poplib.POP3_SSL):
    pass


class PopSource:
    """Every method raises OldServerFailed."""

    def __init__(self, client: poplib.POP3) -> None:
        self._client = client

    def mails(self) -> list[tuple[int, str]]:
        """Number and UID of each; "" where the server has no UIDL."""
        with _failing():
            try:
                _, lines, _ = self._client.uidl()
            except poplib.error_proto:
                return [(number, "") for number in range(1, min(self._client.stat()[0], MOST_MAILS) + 1)]
            return [(number, uid.decode("latin-1").strip()[:255]) for number, uid in _numbered(lines)]

    def sizes(self) -> dict[int, int]:
        """As the server tells them; some are a little out."""
        with _failing():
            found = _numbered(self._client.list()[1])
            return {number: int(size[:18]) for number, size in found if size[:18].isdigit()}

    def content(self, number: int) -> bytes:
        with _failing():
            return b"".join(line + b"\r\n" for line in self._client.retr(number)[1])


def copy_inbox(
    source: PopSource,
    target: Target,
    mailbox: Mailbox,
    server: Server,
    login: str,
    report: Callable[[str, int, int], None],
    largest: int,
) -> Count:
    """largest: octets; a mail beyond it counts as failed. Raises OldServerFailed, OurSideAway, MailboxFull."""
    count, place = Count(), hashlib.sha256(f"{server.host}\n{login}".encode()).hexdigest()
    fetched = set(FetchedMail.objects.filter(mailbox=mailbox, place=place).values_list("uid", flat=True))
    mails, sizes, here = source.mails(), source.sizes(), target.keys("INBOX")
    for done, (number, uid) in enumerate(mails):
        report("INBOX", done, len(mails))
        if uid and uid in fetched:
            count.there += 1
            continue
        content = source.content(number) if sizes.get(number, 0) <= largest else b""
        if not content or len(content) > largest:
            count.failed += 1
            continue
        row = row_of(content, datetime.now(UTC))
        # Cut off between the two lines below, or copied over IMAP before. Without a Message-ID two mails may look like
        # one: rather twice than not at all.
        if has_message_id(content) and here[key_of(row)] > 0:
            here[key_of(row)] -= 1
            count.there += 1
        elif target.append("INBOX", row, content):
            count.copied += 1
        else:
            count.failed += 1
            continue
        if uid:
            FetchedMail.objects.get_or_create(mailbox=mailbox, place=place, uid=uid)
    return count


def row_of(content: bytes, now: datetime) -> Row:
    """As IMAP would tell it."""
    header = _header(content)
    heading = b" ".join(b" ".join(field[0].split()) for field in _HEADING.finditer(header))
    at = next(filter(None, map(_moment, _DATE.findall(header))), now)
    return Row(0, at, () if now - at < UNREAD else (b"\\Seen",), heading)


def has_message_id(content: bytes) -> bool:
    return _MESSAGE_ID.search(_header(content)) is not None


def _header(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n")


def _numbered(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    found = filter(None, map(_NUMBERED.match, lines))
    return ((int(each[1]), each[2]) for each in found)


def _moment(text: bytes) -> datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(" ".join(text.decode("latin-1").split()))
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return at if 1970 < at.year < 2100 else None


@contextmanager
def opened_by_pop(server: Server, login: str, password: str, allowed: Networks, largest: int) -> Iterator[PopSource]:
    """largest: octets of a mail that is taken.

    Raises ServerNotAllowed, ServerAway, CertificateRefused, LoginRefused, OldServerFailed.
    """
    client = _connected(server, allowed)
    try:
        try:
            client.user(login)
            client.pass_(password)
        except poplib.error_proto as error:
            raise errors.LoginRefused(login=login) from error
        except (OSError, UnicodeError, EOFError) as error:
            raise errors.OldServerFailed from error
        client.most_octets = largest * 5 // 4  # servers that keep mails with bare line feeds tell less than they send
        yield PopSource(client)
    finally:
        try:
            client.quit()
        except _LOST:
            client.close()


def _connected(server: Server, allowed: Networks) -> _Bounded:
    """At an address that was checked."""
    away = errors.ServerAway(host=server.host, port=server.port)
    try:
        for found in socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM):
            check_address(server, str(found[4][0]), allowed)
        context = ssl.create_default_context()
        client: _Bounded
        if server.security is Security.TLS:
            client = _BoundedTls(server.host, server.port, timeout=SECONDS, context=context)
        else:
            client = _Bounded(server.host, server.port, timeout=SECONDS)
        # The name may lead elsewhere by now.
        check_address(server, client.sock.getpeername()[0], allowed)
        if server.security is Security.STARTTLS:
            client.stls(context)
    except ssl.SSLCertVerificationError as error:
        raise errors.CertificateRefused(host=server.host) from error
    except (*_LOST, UnicodeError) as error:
        raise away from error
    return client


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except _LOST as error:
        raise errors.OldServerFailed from error
