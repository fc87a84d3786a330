"""Mails as octets: what is written is what Python's own parser reads back, and no value ends its line."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

import pytest

from fumibako.machine.formats.charsets import words
from fumibako.machine.formats.mime import File, Person, Unwritable, ids_field, mail, people_field, text_field

pytestmark = pytest.mark.feature("C1")
HOSTILE = ("a\r\nBcc: victim@out.example", "a\nX: y", "a\rX: y", "a\0b", "a\u2028b", "a\u202eb")


def read(octets: bytes) -> EmailMessage:
    found = message_from_bytes(octets, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize("hostile", HOSTILE)
def test_case_100_no_header_field_is_ended_by_its_value(hostile: str) -> None:
    for write in (
        lambda: text_field("Subject", hostile),
        lambda: people_field("To", [Person(hostile, "a@b.example")]),
        lambda: people_field("To", [Person("", f"{hostile}@b.example")]),
        lambda: ids_field("References", [f"<{hostile}@b.example>"]),
        lambda: text_field(hostile, "a"),
        lambda: mail([], "a", [File(hostile, "text/plain", b"a")]),
    ):
        with pytest.raises(Unwritable):
            write()


@pytest.mark.parametrize("kind", ['text/html"onload=', "text/html; x=y", "multipart/mixed", "message/partial", "", "a"])
def test_case_100_a_strange_kind_is_any_file(kind: str) -> None:
    found = read(mail([], "a", [File("a.html", kind, b"<p>")]))
    assert next(found.iter_attachments()).get_content_type() == "application/octet-stream"


@pytest.mark.parametrize(
    "subject",
    [
        "Invoice",
        "請求書①㈱髙橋",
        "=?UTF-8?B?YQ==?= as text",
        "長" * 200,
        "𠮷野家 😀" * 20,
        "a" * 250,
        " ",
        '"quoted" \\ text',
    ],
)
def test_a_subject_is_read_back(subject: str) -> None:
    octets = mail([text_field("Subject", subject)], "a")
    assert all(len(line) <= 78 for line in octets.split(b"\r\n"))
    assert read(octets)["Subject"] == subject.strip()


@pytest.mark.parametrize("name", ["", "Taro", "佐藤 花子", 'Doe, "J" \\ (x)', "㈱髙橋商事 営業部" * 5, "=?x?="])
def test_people_are_read_back(name: str) -> None:
    people = [Person(name, "a@b.example"), Person("", "c+d@e.example")]
    raw = message_from_bytes(mail([people_field("To", people)], "a")).get_all("To", [])
    # Python's own reading of names sets blanks between encoded words.
    found = [(words(found.encode()), address) for found, address in getaddresses(raw)]
    assert found == [(name, "a@b.example"), ("", "c+d@e.example")]


def test_an_old_telephones_address_is_quoted() -> None:
    assert people_field("To", [Person("", "a..b.@docomo.example")]) == b'To: <"a..b."@docomo.example>\r\n'


@pytest.mark.parametrize("text", ["ascii\n", "日本語\n二行目\n", "x" * 2000 + "\n", ".\nFrom a\n", "\x1b$B\n"])
def test_the_text_is_read_back(text: str) -> None:
    found = read(mail([], text))
    assert found.get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize("name", ["a.pdf", "請求書(11月分)①㈱髙.pdf", 'a"b;c.txt', "長" * 200, "../../etc/x"])
def test_a_file_is_read_back(name: str) -> None:
    octets = mail([], "a", [File(name, "application/pdf", bytes(range(256)) * 9)])
    part = next(read(octets).iter_attachments())
    assert (part.get_filename(), part.get_content()) == (name, bytes(range(256)) * 9)
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))


def test_an_attached_mail_travels_as_it_is() -> None:
    inner = "Subject: =?UTF-8?B?5Lu2?=\r\nX-Raw: 生\r\n\r\n本文\r\n".encode()
    octets = mail([], "a", [File("件.eml", "message/rfc822", inner)])
    assert inner in octets
    assert next(read(octets).iter_attachments()).get_content_type() == "message/rfc822"


def test_an_attached_mail_that_cannot_travel_is_a_file() -> None:
    octets = mail([], "a", [File("a.eml", "message/rfc822", b"Subject: a\n\nbare\0")])
    assert next(read(octets).iter_attachments()).get_content() == b"Subject: a\n\nbare\0"
