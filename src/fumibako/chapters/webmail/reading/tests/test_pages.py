"""The list and a mail's pages, with a mailbox that remembers. Real daemons: tests/journeys/test_webmail.py."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fumibako.chapters.mail.accounts.models import Mailbox as Account
from fumibako.chapters.mail.own_filter.models import OwnRule
from fumibako.chapters.mail.own_filter.services import add_own_rule
from fumibako.chapters.webmail.imap import Away, Folder
from fumibako.chapters.webmail.imap.values import in_order
from fumibako.chapters.webmail.reading import previews
from fumibako.chapters.webmail.reading.tests.mailbox import HTML, WRONG_CHARSET, Mailbox, text
from fumibako.machine.formats.mime import File, mail, text_field
from tests.contracts.declared import PERSON

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C1")]


def test_unread_mails_stand_out(client: Client, mailbox: Mailbox) -> None:
    page = text(client, "/mail/")
    assert page.count('<tr class="unread">') == 1
    assert "&lt;b&gt;1" in page and "&lt;i&gt;本文" in page and "<i>" not in page


def test_a_star_is_of_its_mail_whatever_is_ticked(client: Client, mailbox: Mailbox) -> None:
    client.post("/mail/", {"uid": ["1", "3"], "unflag": "2"})
    client.post("/mail/", {"uid": ["1", "2"], "flag": "3"})
    assert mailbox.marks == [([2], "\\Flagged", False), ([3], "\\Flagged", True)]


def test_mails_are_moved_nowhere_without_a_folder(client: Client, mailbox: Mailbox) -> None:
    answer = client.post("/mail/", {"uid": ["1"], "action": "move", "to": ""}, follow=True)
    assert "移動先のフォルダーを選択してください" in answer.content.decode()
    client.post("/mail/", {"uid": ["1"], "action": "move", "to": "Trash"})
    assert mailbox.moved == [([1], "Trash")]


def test_a_mail_says_who_and_when_and_leads_to_its_neighbours(client: Client, mailbox: Mailbox) -> None:
    page = text(client, "/mail/read/?uid=2")
    assert "<b>佐藤</b>" in page and "hanako@out.example" in page and "2026/11/23(月) 14:05" in page
    assert re.findall(r'rel="(\w+)" href="[^"]*uid=(\d)"', page) == [("prev", "3"), ("next", "1")]


def test_a_garbled_mail_is_read_in_the_chosen_charset(client: Client, mailbox: Mailbox) -> None:
    assert "株式会社①" not in text(client, "/mail/read/?uid=1")
    assert "株式会社①" in text(client, "/mail/read/?uid=1&charset=shift_jis")
    assert "株式会社①" in text(client, "/mail/body/?uid=1&print=1&charset=shift_jis")


def test_an_unknown_charset_is_none(client: Client, mailbox: Mailbox) -> None:
    for charset in ("unicode_escape", "hex", "x\r\ny", "none"):
        assert client.get("/mail/read/", {"uid": 1, "charset": charset}).status_code == 200


def test_a_mail_is_saved_as_it_came(client: Client, mailbox: Mailbox) -> None:
    answer = client.get("/mail/file/?uid=1")
    assert answer.content == WRONG_CHARSET
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''a_b%20_script_x__script_.eml"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


def test_headers_and_source_are_text(client: Client, mailbox: Mailbox) -> None:
    page = text(client, "/mail/source/?uid=2")
    assert "佐藤 &lt;hanako@out.example&gt;" in page and "=?utf-8?B?5L2Q6Jek?=" in page
    assert "<script>x" not in page and "&lt;script&gt;x" in page


def test_the_printable_page_is_as_shut_as_the_frame(client: Client, mailbox: Mailbox) -> None:
    answer = client.get("/mail/body/?uid=2&print=1")
    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    assert "tracker" not in page and "<script" not in page and "<p>text</p>" in page
    assert "sandbox allow-popups" in policy and "script-src 'none'" in policy and "img-src data:;" in policy


def test_all_attachments_come_in_one_file(client: Client, mailbox: Mailbox) -> None:
    files = [
        File("表①.txt", "text/plain", b"1"),
        File("表①.txt", "text/plain", b"2"),
        File("a:b.txt", "text/plain", b"3"),
    ]
    mailbox.mails[4] = mail([text_field("Subject", "御見積"), text_field("From", "a@b.example")], "x", files)
    answer = client.get("/mail/attachments/?uid=4")
    with ZipFile(BytesIO(answer.content)) as archive:
        found = {info.filename: archive.read(info) for info in archive.infolist()}
    assert found == {"表①.txt": b"1", "表① (2).txt": b"2", "a_b.txt": b"3"}
    assert answer["Content-Type"] == "application/octet-stream" and "zip" in answer["Content-Disposition"]


def test_saved_mails_come_back_and_others_are_left_out(client: Client, mailbox: Mailbox) -> None:
    files = [SimpleUploadedFile("a.eml", HTML.replace(b"\r\n", b"\n")), SimpleUploadedFile("b.eml", b"\x89PNG\r\n")]
    page = client.post("/mail/upload/", {"folder": "INBOX", "mails": files}, follow=True).content.decode()
    assert mailbox.added == [("INBOX", HTML)] and ".eml" in page


def test_a_sender_is_refused_or_allowed_before_other_rules(client: Client, mailbox: Mailbox) -> None:
    rule = {"part": "sender_domain", "match": "is", "text": "out.example", "action": "discard"}
    add_own_rule(actor=PERSON, mailbox=Account.objects.get(local_part="suzuki"), **rule)
    for action, is_now in (("refuse", "spam_box"), ("refuse", "spam_box"), ("allow", "allow")):
        client.post("/mail/sender/", {"folder": "INBOX", "uid": "2", "action": action})
        first, domain = OwnRule.objects.all()
        assert (first.part, first.text, first.action) == ("sender", "hanako@out.example", is_now)
        assert domain.text == "out.example"
    assert "hanako@out.example" in text(client, "/user/sorting/?sender=hanako@out.example")


def test_a_mailbox_that_is_away_is_said(client: Client, mailbox: Mailbox) -> None:
    mailbox.is_away = True
    for path in ("", "read/", "source/", "file/", "attachment/"):
        answer = client.get(f"/mail/{path}")
        assert answer.status_code == 503 and "メールは安全に保管されています" in answer.content.decode()


def test_folders_lie_below_their_own() -> None:
    names = ("b/c", "b", "a/x", "b/c/d", "Trash", "INBOX", "b/c/d/e/f/g")
    found = [(Folder(name, name if name in ("Trash", "INBOX") else ""), "/") for name in names]
    assert [(folder.label, folder.depth) for folder in in_order(found)] == [
        ("INBOX", 0),
        ("Trash", 0),
        ("a/x", 0),
        ("b", 0),
        ("c", 1),
        ("d", 2),
        ("e/f/g", 3),
    ]


def test_a_script_gets_what_is_in_a_page_without_what_is_around_it(client: Client, mailbox: Mailbox) -> None:
    mailbox.mails = {1: HTML}
    for address in ("/mail/?folder=INBOX", "/mail/read/?folder=INBOX&uid=1"):
        part = client.get(address, headers={"X-Part": "1"}).content.decode()
        assert part.startswith("<title>") and "<main>" in part and "data-folders" in part
        assert "<body" not in part and "<script" not in part


def test_a_script_that_has_the_folders_is_not_sent_them_again(client: Client, mailbox: Mailbox) -> None:
    side = re.findall(r'<nav data-side="(\w+)"', text(client, "/mail/?folder=INBOX"))
    known = {"X-Part": "1", "X-Side": side[0]}
    assert "data-folders" not in client.get("/mail/?folder=INBOX", headers=known).content.decode()
    mailbox.number += 1
    assert f'data-side="{side[0]}"' not in client.get("/mail/?folder=INBOX", headers=known).content.decode()
    assert "data-folders" in client.get("/mail/?folder=INBOX", headers=known).content.decode()
    assert "data-folders" in client.get("/mail/?folder=Trash", headers=known).content.decode()


def test_an_open_page_learns_how_the_folders_are(client: Client, mailbox: Mailbox) -> None:
    page = text(client, "/mail/state/?folder=INBOX")
    assert 'data-unread="0"' in page and 'aria-current="page"' in page and "<html" not in page
    assert 'data-next="0"' in text(client, "/mail/state/?folder=nothing")


def test_conversations_are_grouped_where_one_wants_them_to_be(client: Client, mailbox: Mailbox) -> None:
    assert 'value="3,2,1"' not in text(client, "/mail/")
    client.post("/mail/list-habits/", {"folder": "INBOX", "groups": "on"})
    page = text(client, "/mail/")
    assert 'value="3,2,1"' in page and "3通" in page
    client.post("/mail/", {"uid": ["3,2,1"], "action": "read"})
    assert mailbox.marks == [([3, 2, 1], "\\Seen", True)]


def test_a_mail_leads_to_those_of_its_conversation(client: Client, mailbox: Mailbox) -> None:
    page = text(client, "/mail/read/?uid=2")
    assert "この会話のメール：3通" in page and page.count('<li><a href="/mail/read/') == 3


def test_a_conversation_that_cannot_be_had_does_not_hold_up_its_mail(client: Client, mailbox: Mailbox) -> None:
    mailbox.number = 20_001
    assert "この会話のメール" not in text(client, "/mail/read/?uid=2")
    mailbox.number, mailbox.trouble = 3, Away("x")
    page = text(client, "/mail/read/?uid=2")
    assert "hanako@out.example" in page and "この会話のメール" not in page


def test_keys_can_be_turned_off(client: Client, mailbox: Mailbox) -> None:
    assert "keys.js" in text(client, "/mail/")
    client.post("/mail/list-habits/", {"uses_keys": "off"})
    assert "keys.js" not in text(client, "/mail/") + text(client, "/mail/read/?uid=2")


def test_a_picture_is_shown_small_and_no_other_file(client: Client, mailbox: Mailbox) -> None:
    files = [File("a.png", "image/png", b"no picture"), File("a.svg", "image/svg+xml", b"<svg/>")]
    mailbox.mails[4] = mail([text_field("From", "a@b.example")], "x", files)
    assert text(client, "/mail/read/?uid=4").count("/mail/preview/") == 1
    assert client.get("/mail/preview/?uid=4&part=2").status_code == 404


def test_a_pdf_is_seen_page_by_page(client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "_drawn", lambda octets, side, page: octets if page else octets[5:])
    files = [File("見積.PDF", "application/octet-stream", b"%PDF-21"), File("x.pdf", "application/pdf", b"%PDF-")]
    mailbox.mails[4] = mail([text_field("Subject", "御見積"), text_field("From", "a@b.example")], "x", files)
    assert text(client, "/mail/read/?uid=4").count("/mail/pages/") == 2
    page = text(client, "/mail/pages/?uid=4&part=2")
    assert page.count("/mail/preview/") == 20 and "21ページのうち、最初の20ページ" in page and "御見積" in page
    assert "ファイルを保存して開いて" in text(client, "/mail/pages/?uid=4&part=3")
    shown = client.get("/mail/preview/?uid=4&part=2&page=20")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in shown["Content-Security-Policy"]
    for path in ("preview/?uid=4&part=2&page=21", "pages/?uid=4&part=9"):
        assert client.get(f"/mail/{path}").status_code == 302
