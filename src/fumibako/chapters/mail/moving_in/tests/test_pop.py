"""An inbox over POP3 (B15): each mail once, wherever it lies afterwards; dates as the header tells."""

import contextlib
import ipaddress
import poplib
import socket
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from fumibako.chapters.mail.moving_in import errors, pop
from fumibako.chapters.mail.moving_in.copying import Count, Key, Target, key_of
from fumibako.chapters.mail.moving_in.models import FetchedMail
from fumibako.chapters.mail.moving_in.pop import PopSource, copy_inbox, has_message_id, opened_by_pop, row_of
from fumibako.chapters.mail.moving_in.source import Protocol, Row, Security, Server
from tests.contracts.people import Office, make

pytestmark = [pytest.mark.feature("B15"), pytest.mark.django_db]
SERVER = Server("pop.old.example", 995, Security.TLS, Protocol.POP3)
LARGEST = 20_000
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def mail(number: int, received: str = "Mon, 1 Apr 2019 09:30:00 +0900") -> bytes:
    return (
        f"Received: from x (x [192.0.2.1])\r\n\tby mx.old.example; {received}\r\nFrom: a@out.example\r\n"
        f"Subject: =?utf-8?B?6KaL56mN?=\r\n folded {number}\r\nDate: Sun, 31 Mar 2019 23:00:00 +0900\r\n"
        f"Message-ID: <{number}@out.example>\r\n\r\n{'x' * 5000}\r\n.\r\n"
    ).encode()


class Old:
    """An old server's inbox, as poplib speaks to it."""

    def __init__(self, *mails: bytes, has_uidl: bool = True, told: int = 1 << 30) -> None:
        self.mails, self.has_uidl, self.told, self.fetched = [*mails], has_uidl, told, 0

    def uidl(self) -> tuple[bytes, list[bytes], int]:
        if not self.has_uidl:
            raise poplib.error_proto("-ERR what?")
        return b"+OK", [f"{n} u{hash(each)}".encode() for n, each in enumerate(self.mails, 1)], 0

    def stat(self) -> tuple[int, int]:
        return len(self.mails), 0

    def retr(self, number: int) -> tuple[bytes, list[bytes], int]:
        self.fetched += 1
        return b"+OK", self.mails[number - 1].removesuffix(b"\r\n").split(b"\r\n"), 0

    def list(self) -> tuple[bytes, list[bytes], int]:
        return b"+OK", [f"{n} {min(len(each), self.told)}".encode() for n, each in enumerate(self.mails, 1)], 0


class New:
    """Our inbox."""

    def __init__(self) -> None:
        self.mails: list[tuple[Row, bytes]] = []

    def keys(self, folder: str) -> Counter[Key]:
        return Counter(key_of(row) for row, _ in self.mails)

    def append(self, folder: str, row: Row, content: bytes) -> bool:
        self.mails.append((row, content))
        return True


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


def run(office: Office, old: Old, new: New) -> Count:
    def report(*told: Any) -> None:
        pass

    source, target = PopSource(cast(poplib.POP3, old)), cast(Target, new)
    return copy_inbox(source, target, office.user.mailbox, SERVER, "suzuki", report, LARGEST)


def test_a_mail_comes_whole_with_its_date_and_once_wherever_it_lies_afterwards(ours: Office) -> None:
    old, new = Old(mail(1), mail(2)), New()
    assert run(ours, old, new) == Count(copied=2)
    (row, content), _ = new.mails
    assert content == mail(1)
    assert row.received_at == datetime(2019, 4, 1, 0, 30, tzinfo=UTC)
    new.mails.clear()  # sorted into folders meanwhile
    old.mails.append(mail(3))
    assert run(ours, old, new) == Count(copied=1, there=2)
    assert old.fetched == 3 and len(new.mails) == 1


def test_cut_off_before_it_was_noted_it_is_not_doubled(ours: Office) -> None:
    old, new = Old(mail(1)), New()
    run(ours, old, new)
    FetchedMail.objects.all().delete()
    assert run(ours, old, new) == Count(there=1)
    assert FetchedMail.objects.count() == 1


def test_without_uidl_mails_are_told_by_their_heading(ours: Office) -> None:
    old, new = Old(mail(1), mail(1), has_uidl=False), New()
    assert run(ours, old, new) == Count(copied=2)
    assert run(ours, old, new) == Count(there=2)


def test_mails_without_a_message_id_are_rather_doubled_than_lost(ours: Office) -> None:
    bare = mail(1).replace(b"Message-ID: <1@out.example>", b"X-Message-ID: <1@out.example>")
    new = New()
    run(ours, Old(bare), new)
    assert run(ours, Old(bare.replace(b"xxx", b"another", 1)), new) == Count(copied=1)
    assert [has_message_id(each) for each in (bare, mail(1), b"Message-ID:\r\n <a@b>\r\n\r\n")] == [False, True, True]


def test_what_is_larger_than_we_take_is_left_there(ours: Office) -> None:
    old, new = Old(mail(1) + b"x" * LARGEST, mail(2)), New()
    assert run(ours, old, new) == Count(copied=1, failed=1)
    assert old.fetched == 1
    assert run(ours, Old(mail(1) + b"x" * LARGEST, told=9), new) == Count(failed=1)


@pytest.mark.parametrize("asked", ["RETR", "UIDL"])
def test_a_server_that_sends_without_end_is_left(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pop, "MOST_MAILS", 100)
    ours, theirs = socket.socketpair()

    def send() -> None:
        with theirs, contextlib.suppress(OSError):
            theirs.sendall(b"+OK\r\n")
            while True:
                theirs.sendall(b"1 x\r\n" * 1000)

    client = pop._Bounded.__new__(pop._Bounded)
    client.sock, client.file, client._debugging = ours, ours.makefile("rb"), 0  # type: ignore[attr-defined]
    client.most_octets = LARGEST
    thread = threading.Thread(target=send)
    thread.start()
    source = PopSource(client)
    with pytest.raises(errors.OldServerFailed):
        source.content(1) if asked == "RETR" else source.mails()
    client.close()
    thread.join()


def test_another_old_mailbox_begins_anew(ours: Office) -> None:
    old, new = Old(mail(1)), New()
    run(ours, old, new)
    FetchedMail.objects.update(place="another")
    new.mails.clear()
    assert run(ours, old, new) == Count(copied=1)


@pytest.mark.parametrize(
    ("received", "at", "is_seen"),
    [
        ("Fri, 27 Nov 2026 12:00:00 +0000", NOW - timedelta(days=1), False),
        ("Mon, 1 Apr 2019 09:30:00 +0900 (JST)", datetime(2019, 4, 1, 0, 30, tzinfo=UTC), True),
        ("nonsense", datetime(2019, 3, 31, 14, 0, tzinfo=UTC), True),
    ],
    ids=["new is unread", "old is read", "by the date field"],
)
def test_when_a_mail_came_stands_in_its_header(received: str, at: datetime, is_seen: bool) -> None:
    row = row_of(mail(1, received), NOW)
    assert (row.received_at, row.flags) == (at, (b"\\Seen",) if is_seen else ())
    assert row.heading.startswith(b"From: a@out.example Subject: =?utf-8?B?6KaL56mN?= folded 1 Date:")


def test_a_mail_of_no_date_comes_now() -> None:
    assert row_of(b"\r\nx\r\n", NOW).received_at == NOW


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "::1"])
def test_nobody_looks_into_our_own_network_by_pop_either(host: str) -> None:
    server = Server(host, 9, Security.NONE, Protocol.POP3)
    with pytest.raises(errors.ServerNotAllowed), opened_by_pop(server, "x", "y", (), LARGEST):
        raise AssertionError("opened")
    allowed = [ipaddress.ip_network("127.0.0.0/8")]
    with (
        pytest.raises(errors.ServerAway),
        opened_by_pop(Server("127.0.0.1", 9, Security.NONE, Protocol.POP3), "x", "y", allowed, LARGEST),
    ):
        raise AssertionError("opened")
