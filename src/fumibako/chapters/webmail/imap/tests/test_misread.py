"""Mails that Dovecot cannot read are found as somebody would read them. Real Dovecot: tests/journeys/test_search.py."""

import base64
from typing import Any

import pytest

from fumibako.chapters.webmail.imap import Search, Session
from fumibako.chapters.webmail.imap.misread import MOST, is_found, misread_keys

pytestmark = pytest.mark.feature("F")
JIS = b"\x1b$B-j;3ED\x1b(B"  # ㈱山田, the first of them in no table of RFC 1468
SUBJECT = b"Subject: =?ISO-2022-JP?B?" + base64.b64encode(JIS) + b"?=\r\n"
PLAIN = b"Content-Type: text/plain; charset=%s\r\n\r\n%s\r\n"
HTML = b"Content-Type: text/html; charset=iso-2022-jp\r\n\r\n<p class=x>" + JIS + b" &amp; a</p>"


@pytest.mark.parametrize(
    ("octets", "search"),
    [
        (PLAIN % (b"ISO-2022-JP", JIS), Search(text="㈱山")),
        (PLAIN % (b"ISO-2022-JP", JIS), Search(anywhere="山田　㈱")),
        (SUBJECT + b"\r\n", Search(subject="㈱山田")),
        (SUBJECT + b"\r\n", Search(anywhere="(株)山田")),
        (b"From: " + "山田".encode("cp932") + b" <a@b.example>\r\n\r\n", Search(sender="山田")),
        (PLAIN % (b"utf-8", "山田商店".encode("cp932")), Search(text="商店")),
        (PLAIN % (b"utf-8", "山田商店".encode("euc-jp")), Search(text="商店")),
        (HTML, Search(text="山田")),
        (HTML, Search(text="& A")),
    ],
)
def test_what_stands_there_is_found(octets: bytes, search: Search) -> None:
    assert is_found(search, octets)


@pytest.mark.parametrize(
    "search", [Search(text="佐藤"), Search(subject="山田"), Search(text="山田", sender="山田"), Search(text="class")]
)
def test_what_does_not_stand_there_is_not(search: Search) -> None:
    assert not is_found(search, HTML)


@pytest.mark.parametrize(
    ("search", "keys"),
    [
        (Search(anywhere="abc", is_unread=True), b""),
        (Search(anywhere="山", is_unread=True), b"ALL UNSEEN TEXT %s"),
        (Search(text="山", subject="a"), b"ALL TEXT %s"),
        (Search(sender="山"), b"ALL FROM %s"),
        (Search(sender="山", subject="a"), b"ALL OR SUBJECT %s FROM %s"),
        (Search(recipient="山", subject="a"), b"ALL OR SUBJECT %s OR TO %s CC %s"),
    ],
)
def test_dovecot_is_asked_which_it_cannot_read(search: Search, keys: bytes) -> None:
    assert b" ".join(misread_keys(search)) == keys.replace(b"%s", b'"\xef\xbf\xbd"')


def test_they_stand_among_the_others_the_newest_first() -> None:
    client = Client()
    assert session(client)._found(Search(text="㈱")) == [900, 3, 2]
    assert client.read == MOST


class Client:
    """900 mails: 3 and 900 have the word, and 2, too, which Dovecot finds."""

    def __init__(self) -> None:
        self.read = 0

    def _raw_command_untagged(self, command: bytes, keys: list[bytes]) -> list[bytes]:
        return [b"2 3"] if "㈱".encode() in keys[-1] else [b" ".join(b"%d" % uid for uid in range(2, 901))]

    def fetch(self, uids: list[int], wanted: list[str]) -> dict[int, Any]:
        self.read += len(uids)
        has = {uid: PLAIN % (b"iso-2022-jp", JIS if uid == 900 else b"x") for uid in uids}
        return {uid: {b"BODY[]<0>": octets} for uid, octets in has.items()}


def session(client: Client) -> Session:
    made = Session.__new__(Session)
    made._client = client
    return made


class Readable(Client):
    """A mail that Dovecot can read. asked: how often it was asked for others."""

    asked = 0

    def _raw_command_untagged(self, command: bytes, keys: list[bytes]) -> list[bytes]:
        self.asked += keys[-1] == b'"\xef\xbf\xbd"'
        return [b"2"] if "㈱".encode() in keys[-1] else [b""]


def test_a_folder_without_such_mail_is_asked_for_it_once_until_the_next_mail_comes() -> None:
    client = Readable()
    made = session(client)
    made._address = "once@ours.example"
    for following in (3, 3, 4):
        made._selected = ("INBOX", 1, following)
        assert made._found(Search(text="㈱")) == [2]
    assert client.asked == 2
    made._selected = ("INBOX", 1, 5)
    made._found(Search(text="㈱", is_unread=True))
    made._found(Search(text="㈱"))
    assert client.asked == 4
