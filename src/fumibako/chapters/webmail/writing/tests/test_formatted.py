"""Mail with formatting: sanitised on the server, pictures as parts, a text beside it, quoted safely (C1)."""

import base64
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.writing import answering, formatted
from fumibako.chapters.webmail.writing.draft import Draft, Kind, Origin, as_draft, as_mail, draft_of, inserted, signed
from fumibako.chapters.webmail.writing.formatted import as_html, clean, taken_apart
from fumibako.chapters.webmail.writing.html_text import text_of_html
from fumibako.chapters.webmail.writing.tests.test_outbox import post
from fumibako.chapters.webmail.writing.tests.test_pages import COLLEAGUE, Mailbox
from fumibako.machine.formats.mime import Person

pytestmark = pytest.mark.feature("C1")
ME = Person("鈴木", "suzuki@ours.example")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PICTURE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
HTML = f'<div><b>見積</b>をお送りします。</div><div><img src="{PICTURE}" alt="印"></div>'


def a_draft(**given: Any) -> Draft:
    return Draft(message_id="<a@ours.example>", to=COLLEAGUE, subject="件名", **given)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="https://tracker.example/x.png">',
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
        '<a href="javascript:alert(1)">x</a>',
        '<div style="position:fixed;background-image:url(https://t.example)">x</div>',
        '<div onclick="x()" class="y" id="z">x</div>',
        '<form action="https://t.example"><input name="x"></form>',
        '<iframe src="https://t.example"></iframe><svg onload="x()"></svg><math></math>',
        '<a href="java\nscript:x">x</a><base href="https://t.example">',
    ],
)
def test_case_105_what_a_browser_sends_is_sanitised(html: str) -> None:
    cleaned = clean(html).lower()
    for wrong in (
        "script",
        "onclick",
        "onload",
        "t.example",
        "tracker",
        "position",
        "class=",
        "<form",
        "<svg",
        "data:",
    ):
        assert wrong not in cleaned


def test_it_is_sent_as_text_and_html_with_its_pictures_and_files() -> None:
    octets = as_mail(a_draft(text="見積", html=HTML), ME, timezone.localtime(), with_bcc=False)
    message = message_from_bytes(octets, policy=policy.default)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    picture = [*message.walk()][-1]
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert picture.get_content() == PNG
    assert b"data:" not in octets


def test_a_draft_comes_back_as_it_was_written() -> None:
    draft = a_draft(text="見積をお送りします。", html=clean(HTML))
    again = draft_of(as_draft(draft, ME, timezone.localtime()), address=ME.address)
    assert (again.html, again.files) == (draft.html, ())


def test_a_picture_that_comes_twice_is_one_part() -> None:
    html, pictures = taken_apart(HTML + HTML)
    assert len(pictures) == 1 and html.count("cid:") == 2


def test_its_text_says_what_is_quoted() -> None:
    html = "<div>はい。</div><blockquote><div>一</div><blockquote>二</blockquote></blockquote><div>以上</div>"
    assert text_of_html(html) == "はい。\n> 一\n>> 二\n以上"


def test_what_is_typed_as_text_stays_text() -> None:
    assert clean(as_html("<b>太字</b> & 「値」\n次")) == "<div>&lt;b&gt;太字&lt;/b&gt; &amp; 「値」</div><div>次</div>"


def test_a_reply_quotes_formatting_without_what_is_dangerous() -> None:
    hostile = '<p onclick="x()">お世話に<script>x()</script>なります<img src="https://t.example/x.png"></p>'
    octets = as_mail(a_draft(text="お世話に"), ME, timezone.localtime(), with_bcc=False)
    head = octets.partition(b"Content-Type")[0]
    octets = head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + hostile.encode()
    draft = answering.reply(octets, Origin(Kind.REPLY, "INBOX", 1), own=[COLLEAGUE], to_all=False)
    assert '<blockquote type="cite"><p>お世話になります<img></p></blockquote>' in draft.html
    assert "> お世話になります" in draft.text
    assert signed(draft, "鈴木\n03").html.startswith("<div><br></div><div>鈴木</div><div>03</div>")
    own, _, quoted = inserted(draft, "", "よろしく").html.partition("<blockquote")
    assert "よろしく" in own and "お世話に" in quoted


def again(draft: Draft) -> Draft:
    return draft_of(as_draft(draft, ME, timezone.localtime()), address=ME.address)


def test_a_long_draft_comes_back_whole() -> None:
    text = "長い本文です。\n" * 70_000
    assert again(a_draft(text=text)).text == text.rstrip("\n")
    html = clean(f'<div>{"長い本文です。<br>" * 70_000}<img src="{PICTURE}">終わり</div>')
    found = again(a_draft(text="x", html=html))
    assert (found.html, found.files, found.text.count("長い"), found.text[-3:]) == (html, (), 70_000, "終わり")


def test_pictures_of_formatting_that_is_too_much_are_files() -> None:
    found = again(a_draft(text="文字", html=clean(f'<div>{"あ" * 4_000_000}</div><img src="{PICTURE}">')))
    assert (found.html, found.text) == ("", "文字")
    assert [(file.kind, file.octets) for file in found.files] == [("image/png", PNG)]


def test_a_large_picture_does_not_take_the_place_of_the_text() -> None:
    large = f"data:image/png;base64,{base64.b64encode(PNG * 9000).decode()}"
    assert formatted.text_of(f'<div><img src="{large}"></div><div>本文</div>') == "本文"


def test_the_text_of_a_draft_is_that_of_its_formatting() -> None:
    """What other programs read says nothing else than what its writer and who approves it see."""
    octets = as_draft(a_draft(text="よそへの本文", html=clean("<div>見える本文</div>")), ME, timezone.localtime())
    assert draft_of(octets, address=ME.address).text == "見える本文"


def test_a_bomb_of_quotations_is_cut() -> None:
    assert len(text_of_html("<blockquote>x<br>" * 40_000)) <= 1_100_000


@pytest.mark.django_db
def test_what_is_too_long_comes_back_and_is_kept(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    html = f"<div>{'あ' * 2_000_000}</div>"
    answer = client.post("/mail/write/", {"to": COLLEAGUE, "html": html, "format": "html", "action": "send"})
    assert (answer.status_code, sent, [draft.html for draft in mailbox.drafts()]) == (422, [], [html])
    assert "長すぎます" in answer.content.decode()


@pytest.mark.django_db
def test_it_is_sent_as_it_was_formatted_and_cleaned(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    post(client, html=f"{HTML}<script>x()</script>", format="html", action="save")
    (octets,) = mailbox.mails.values()
    letter = letter_of(octets)
    assert "<b>見積</b>" in letter.html and "script" not in letter.html
    assert (letter.text.strip(), len(letter.inline), letter.files) == ("見積をお送りします。", 1, ())
    page = client.get("/mail/write/?draft=1").content.decode()
    assert "&lt;b&gt;見積&lt;/b&gt;" in page and "data-open" in page


@pytest.mark.django_db
def test_without_script_a_draft_with_formatting_is_not_replaced_by_its_text(client: Client, mailbox: Mailbox) -> None:
    post(client, html=HTML, format="html", action="save", message_id="<a@ours.example>")
    post(client, text="文字だけ", action="save", message_id="<a@ours.example>", stored="1 <a@ours.example>")
    assert [bool(draft.html) for draft in mailbox.drafts()] == [True, False]
    post(client, text="文字", format="plain", action="save", message_id="<a@ours.example>", stored="1 <a@ours.example>")
    assert [bool(draft.html) for draft in mailbox.drafts()] == [False, False]
