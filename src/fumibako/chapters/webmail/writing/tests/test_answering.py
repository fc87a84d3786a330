"""Recipients as they are typed, answers, forwarded mails, drafts: values to values."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from fumibako.chapters.webmail.recipients import shown, typed
from fumibako.chapters.webmail.writing.answering import forward, reply, whole_mail
from fumibako.chapters.webmail.writing.draft import (
    Draft,
    Kind,
    Origin,
    as_draft,
    as_mail,
    draft_of,
    ids_of,
    inserted,
    origin_of,
)
from fumibako.chapters.webmail.writing.html_text import text_of_html
from fumibako.chapters.webmail.writing.warnings import warnings
from fumibako.machine.formats.mime import File, Person, mail, people_field, text_field

pytestmark = pytest.mark.feature("C1")
AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
ME = Person("鈴木 一郎", "suzuki@ours.example")
ORIGIN = Origin(Kind.REPLY, "INBOX", 7)


def original(**fields: str) -> bytes:
    head = {
        "Date": "Mon, 23 Nov 2026 14:05:00 +0900",
        "From": "Hanako <hanako@out.example>",
        "To": "suzuki@ours.example, Keiri <keiri@ours.example>",
        "Cc": "boss@ours.example",
        "Subject": "RE: Re[2]: 見積",
        "Message-ID": "<2@out.example>",
        "References": "<1@out.example>",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    return f"{lines}Content-Type: text/plain; charset=utf-8\r\n\r\nお世話になります。\r\n> 前の文\r\n".encode()


def answered(octets: bytes, *, to_all: bool) -> Draft:
    with translation.override("ja"):
        return reply(octets, ORIGIN, own=["suzuki@ours.example"], to_all=to_all)


def test_people_are_typed_between_commas_of_any_kind_and_on_lines() -> None:
    found = typed('a@b.example，佐藤　花子 <Sato@B.example>、"Doe, J" <j@b.example>；\nｘ＠ｂ．ｅｘａｍｐｌｅ;')
    assert found.people == (
        Person("", "a@b.example"),
        Person("佐藤 花子", "Sato@b.example"),
        Person("Doe, J", "j@b.example"),
        Person("", "x@b.example"),
    )


def test_what_is_no_address_is_named() -> None:
    assert typed("佐藤, a@b.example, a@b\r\nBcc: x@y.example").wrong == ("佐藤", "a@b", "Bcc: x@y.example")


def test_people_shown_are_read_back() -> None:
    people = (Person('Doe, "J" \\', "j@b.example"), Person("佐藤", "s@b.example"), Person("", "x@b.example"))
    assert typed(shown(people)).people == people


def test_a_reply_goes_to_its_sender() -> None:
    draft = answered(original(), to_all=False)
    assert (draft.to, draft.cc, draft.subject) == ("Hanako <hanako@out.example>", "", "Re: 見積")


def test_a_reply_goes_where_the_sender_wants_it() -> None:
    assert answered(original(Reply_To="desk@out.example"), to_all=False).to == "desk@out.example"


def test_a_reply_to_all_leaves_oneself_out() -> None:
    draft = answered(original(), to_all=True)
    assert (draft.to, draft.cc) == ("Hanako <hanako@out.example>", "Keiri <keiri@ours.example>, boss@ours.example")


def test_a_reply_to_ones_own_mail_goes_to_whom_it_went() -> None:
    draft = answered(original(From="suzuki@ours.example", To="hanako@out.example", Cc=""), to_all=False)
    assert draft.to == "hanako@out.example"


def test_a_reply_belongs_to_its_thread() -> None:
    draft = answered(original(), to_all=False)
    assert (draft.in_reply_to, draft.references) == ("<2@out.example>", ("<1@out.example>", "<2@out.example>"))


def test_a_reply_quotes() -> None:
    text = answered(original(), to_all=False).text
    expected = "\n\n2026/11/23(月) 14:05 Hanako <hanako@out.example>:\n> お世話になります。\n>> 前の文\n"
    assert text == expected


def test_a_forwarded_mail_says_whose_it_was() -> None:
    with translation.override("ja"):
        draft = forward(original(), ORIGIN, address=ME.address)
    assert draft.subject == "Fwd: RE: Re[2]: 見積"
    assert "差出人: Hanako <hanako@out.example>\n日時: 2026/11/23(月) 14:05\n" in draft.text


def test_html_alone_is_quoted_as_text() -> None:
    html = "<html><head><title>x</title></head><style>p{}</style><p>一<br>二&amp;</p><div>三</div><div>四</div>"
    assert text_of_html(html) == "一\n二&\n\n三\n四"


def test_a_draft_is_read_back_with_all_that_was_typed() -> None:
    draft = Draft(
        message_id="<3@ours.example>",
        to="佐藤 <sato@ours.example>",
        cc="間違い, a@b.example",
        bcc="b@c.example",
        subject="件名①",
        text="本文\n\n二行目",
        files=(File("表①.txt", "text/plain", b"a"), File("元.eml", "message/rfc822", original())),
        in_reply_to="<2@out.example>",
        references=("<1@out.example>", "<2@out.example>"),
        origin=Origin(Kind.FORWARD, "仕事/A社 見積", 7),
        send_at="2026-11-30T09:00",
    )
    assert draft_of(as_draft(draft, ME, AT), address=ME.address) == draft


def test_what_is_sent_tells_nobody_of_bcc_and_of_the_draft() -> None:
    draft = Draft(message_id="<3@ours.example>", to="a@b.example", bcc="b@c.example, 間違い", origin=ORIGIN)
    sent = as_mail(draft, ME, AT, with_bcc=False)
    assert b"c.example" not in sent and b"X-Fumibako" not in sent
    assert b"\r\nBcc: <b@c.example>\r\n" in as_mail(draft, ME, AT, with_bcc=True)


@pytest.mark.parametrize(
    "text", ["reply 7 INBOX\r\nX: y", "delete 7 INBOX", "reply x INBOX", "reply 99999999999 A", ""]
)
def test_a_forms_origin_is_what_was_written(text: str) -> None:
    found = origin_of(text)
    assert found is None or "\n" not in found.folder


def test_case_100_a_forms_message_ids_are_taken_apart() -> None:
    assert ids_of("<a@b>\r\nBcc: x@y.example <c@d> <e f@g>") == ("<a@b>", "<c@d>")


def test_a_long_thread_keeps_its_beginning_and_its_end() -> None:
    found = ids_of(" ".join(f"<{number}@b>" for number in range(50)))
    assert (len(found), found[0], found[1], found[-1]) == (20, "<0@b>", "<31@b>", "<49@b>")


def test_an_attached_mail_is_named_by_its_subject() -> None:
    assert whole_mail(original(Subject="a/b: 見積?")).name == "a_b_ 見積_.eml"


def test_a_forgotten_attachment_is_noticed() -> None:
    inside = frozenset({"ours.example"})
    draft = Draft(message_id="<3@ours.example>", subject="a", text="資料を添付します。")
    assert len(warnings(draft, inside)) == 1
    assert not warnings(Draft(message_id="<3@ours.example>", subject="a", text="\n> 添付します"), inside)


def test_people_of_many_companies_who_see_each_other_are_noticed() -> None:
    to = ",".join(f"a@c{number}.example" for number in range(10))
    assert len(warnings(Draft(message_id="<3@ours.example>", subject="a", to=to), frozenset())) == 1
    assert not warnings(Draft(message_id="<3@ours.example>", subject="a", bcc=to), frozenset())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "T\n"),
        ("\n\n", "T\n"),
        ("佐藤様\n", "佐藤様\n\nT\n"),
        ("\n\n2026/11/23 Hanako:\n> 引用\n", "T\n\n2026/11/23 Hanako:\n> 引用\n"),
        ("はい\n\n> 引用\n答え", "はい\n\nT\n\n> 引用\n答え"),
    ],
)
def test_a_template_goes_above_the_quotation(text: str, expected: str) -> None:
    draft = inserted(Draft(message_id="<3@ours.example>", subject="Re: a", text=text), "", "T")
    assert (draft.subject, draft.text) == ("Re: a", expected)


def test_an_attached_mail_is_one_attachment() -> None:
    fields = [text_field("Subject", "a"), people_field("From", [ME])]
    octets = mail(fields, "a", [File("元.eml", "message/rfc822", original())])
    assert [file.octets for file in draft_of(octets, address=ME.address).files] == [original()]
