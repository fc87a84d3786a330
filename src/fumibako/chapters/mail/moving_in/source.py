"""The old mailbox, over IMAP (RFC 3501): looked at, never changed."""

import imaplib
import ipaddress
import socket
import ssl
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from fumibako.chapters.mail.moving_in import errors
from fumibako.chapters.mail.moving_in.folders import Found

SECONDS = 60.0
_LOST = (OSError, IMAPClientError, imaplib.IMAP4.error)
Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Protocol(StrEnum):
    IMAP = "imap"
    POP3 = "pop3"


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    security: Security
    protocol: Protocol = Protocol.IMAP


@dataclass(frozen=True)
class Row:
    """What tells a mail from others before it is fetched."""

    uid: int
    received_at: datetime
    flags: tuple[bytes, ...]
    heading: bytes


class Source:
    """Every method raises OldServerFailed."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    def folders(self) -> list[Found]:
        with _failing():
            return [
                Found(_text(name), frozenset(flags), _text(sep)) for flags, sep, name in self._client.list_folders()
            ]

    def open(self, folder: str) -> list[int]:
        """The UIDs of a folder, read only."""
        with _failing():
            self._client.select_folder(folder, readonly=True)
            return sorted(self._client.search(["UNDELETED"]))

    def rows(self, uids: Sequence[int]) -> list[Row]:
        with _failing():
            return rows_of(self._client, uids)

    def content(self, uid: int) -> bytes | None:
        """None: it is gone."""
        with _failing():
            found: bytes | None = self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
            return found


_HEADING = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)]"


def rows_of(client: IMAPClient, uids: Sequence[int]) -> list[Row]:
    """Of the selected folder; those that are gone are left out."""
    fetched: Mapping[int, Any] = client.fetch(list(uids), ["FLAGS", "INTERNALDATE", _HEADING]) if uids else {}
    return [Row(uid, row[b"INTERNALDATE"], tuple(row[b"FLAGS"]), _heading(row)) for uid, row in sorted(fetched.items())]


def _heading(row: Mapping[bytes, Any]) -> bytes:
    """Without the breaks and blanks that servers fold differently."""
    found = next((value for key, value in row.items() if key.startswith(b"BODY[HEADER")), b"") or b""
    return b" ".join(found.split())


@contextmanager
def opened(server: Server, login: str, password: str, allowed: Networks) -> Iterator[Source]:
    """Raises ServerNotAllowed, ServerAway, CertificateRefused, LoginRefused, OldServerFailed."""
    client = _connected(server, allowed)
    try:
        try:
            client.login(login, password)
        except LoginError as error:
            raise errors.LoginRefused(login=login) from error
        except (*_LOST, UnicodeError) as error:
            raise errors.OldServerFailed from error
        yield Source(client)
    finally:
        try:
            client.logout()
        except _LOST:
            client.shutdown()


def _connected(server: Server, allowed: Networks) -> IMAPClient:
    """At an address that was checked."""
    away = errors.ServerAway(host=server.host, port=server.port)
    try:
        found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise away from error
    for each in found:
        check_address(server, str(each[4][0]), allowed)
    context = ssl.create_default_context()
    try:
        is_tls = server.security is Security.TLS
        client = IMAPClient(server.host, server.port, ssl=is_tls, ssl_context=context, timeout=SECONDS)
        # The name may lead elsewhere by now.
        check_address(server, client.socket().getpeername()[0], allowed)
        if server.security is Security.STARTTLS:
            client.starttls(context)
    except ssl.SSLCertVerificationError as error:
        raise errors.CertificateRefused(host=server.host) from error
    except _LOST as error:
        raise away from error
    client.normalise_times = False
    return client


def check_address(server: Server, address: str, allowed: Networks) -> None:
    """Whatever the whole world can reach may be asked, and what the operator allowed besides. Raises
    ServerNotAllowed."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if (not ip.is_global or ip.is_multicast) and not any(ip in network for network in allowed):
        raise errors.ServerNotAllowed(host=server.host)


def keeping(flags: Collection[bytes]) -> list[bytes]:
    """The flags that go along, keywords (RFC 5788) too: not “deleted”, nor “recent”, which each session has anew."""
    return [flag for flag in flags if flag.lower() not in (b"\\recent", b"\\deleted")]


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except _LOST as error:
        raise errors.OldServerFailed from error


def _text(name: str | bytes | None) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name or ""
