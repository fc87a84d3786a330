"""Attachments and senders that pretend to be something else, on their pages."""

import re
import socket
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fumibako.chapters.webmail.letter import attachment_of, letter_of
from fumibako.chapters.webmail.reading.tests.mailbox import HEAD, Mailbox, text
from fumibako.machine.formats.mime import File, mail, text_field

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html"),
        ("a.svg", "image/svg+xml"),
        ("a.xml", "application/xml"),
        ("a.pdf", "application/pdf"),
        ("a.eml", "message/rfc822"),
        ("a.png", "image/png"),
    ],
)
def test_case_109_an_attachment_is_saved_and_never_shown(
    client: Client, mailbox: Mailbox, name: str, kind: str
) -> None:
    script = b"<html><script>alert(1)</script>"
    mailbox.mails[4] = mail([text_field("From", "a@b.example")], "x", [File(name, kind, script)])
    answer = client.get("/mail/attachment/?uid=4&part=2")
    assert answer.content.endswith(script) and answer["Content-Disposition"].startswith("attachment;")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_case_112_an_external_body_is_neither_fetched_nor_opened(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ("URL; URL=http://127.0.0.1/x", "local-file; name=/etc/passwd", "anon-ftp; site=a.example; name=x")
    parts = "".join(
        f"--b\r\nContent-Type: message/external-body; access-type={kind}\r\n"
        "Content-Disposition: attachment; filename=../../etc/passwd\r\n\r\nContent-Type: text/html\r\n\r\n\r\n"
        for kind in kinds
    )
    octets = (HEAD + f"Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n").encode()
    monkeypatch.setattr(socket.socket, "connect", lambda *given: pytest.fail("something is fetched"))
    client.post("/mail/upload/", {"folder": "INBOX", "mails": SimpleUploadedFile("a.eml", octets)})
    assert mailbox.added == [("INBOX", octets)]
    mailbox.mails[4] = octets
    page = text(client, "/mail/read/?uid=4")
    assert page.count("<span>passwd</span>") == 3 and "root:" not in page
    for part in (1, 2, 3):
        answer = client.get(f"/mail/attachment/?uid=4&part={part}")
        assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''passwd"
        assert b"root:" not in answer.content
    with ZipFile(BytesIO(client.get("/mail/attachments/?uid=4").content)) as archive:
        assert archive.namelist() == ["passwd", "passwd (2)", "passwd (3)"]


@pytest.mark.parametrize(
    "sender",
    [
        '"ceo@bank.example" <evil@x.example>',
        "=?utf-8?B?Y2VvQGJhbmsuZXhhbXBsZQ==?= <evil@x.example>",
        "=?utf-8?Q?ceo=40bank.example=00?= <evil@x.example>",
        "=?utf-8?Q?ceo=40bank.example=0A=0D=0A?= <evil@x.example>",
        "=?utf-8?Q?=E2=80=AEelpmaxe.knab=40oec?= <evil@x.example>",
        "\u202eelpmaxe.knab@oec <evil@x.example>",
        "evil@x.example",
        "<evil@x.example>",
        "=?utf-8?B?44Kq44OV44Kj44K5?= <evil@x.example>, ceo@bank.example",
    ],
)
def test_case_110_the_real_address_of_a_sender_is_seen(client: Client, mailbox: Mailbox, sender: str) -> None:
    mailbox.mails[4] = f"From: {sender}\r\nSubject: x\r\n\r\nx".encode()
    shown = re.findall(r"<dd>(.*?)</dd>", text(client, "/mail/read/?uid=4"))[0]
    assert "evil@x.example" in shown and not re.search("[\\0\u202a-\u202e\\r\\n]", shown)


def test_case_110_an_address_that_is_hidden_in_another_is_shown_as_it_is(client: Client, mailbox: Mailbox) -> None:
    hidden = "=?utf-8?B?Y2VvQGJhbmsuZXhhbXBsZQA=?=@x.example"
    mailbox.mails[4] = f"From: {hidden}\r\nSubject: x\r\n\r\nx".encode()
    assert hidden in re.findall(r"<dd>(.*?)</dd>", text(client, "/mail/read/?uid=4"))[0]


@pytest.mark.parametrize("wrapper", ["", "Content-Type: message/rfc822\r\n\r\n"])
@pytest.mark.parametrize("depth", [250, 5_000])
def test_parts_in_parts_without_end_are_a_mail_all_the_same(wrapper: str, depth: int) -> None:
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n{wrapper}" for at in range(depth)
    )
    octets = f"{HEAD}{nested}\r\nx".encode()
    assert letter_of(octets).senders[0].address == "hanako@out.example"
    for number in range(3):
        attachment_of(octets, number)
