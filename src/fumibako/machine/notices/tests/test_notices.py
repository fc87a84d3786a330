"""What our own mails say: every text in both languages, wordings of others checked, and the mail on the wire."""

import email
import email.policy
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar, get_type_hints

import pytest

from fumibako.machine.notices.catalogue import NOTICES
from fumibako.machine.notices.composing import compose
from fumibako.machine.notices.login import PasswordReset
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.virus import VirusRemoved
from fumibako.machine.notices.wording import LANGUAGES, TEXTS, BadWording, built_in, checked, written
from fumibako.machine.state import NoticeText

JST = timezone(timedelta(hours=9), "JST")
UNTIL = datetime(2026, 11, 27, 17, 59, tzinfo=JST)
RESET = PasswordReset(address="suzuki@sample.example", link="https://box.example/reset/abc/", until=UNTIL)
OWN = NoticeText(subject="{address} の再設定", body="{link}\n")


@dataclass(frozen=True, kw_only=True)
class Said(Notice):
    key: ClassVar = "said"

    words: str


def some(notice: type[Notice]) -> Notice:
    samples = {str: "x", int: 7, datetime: UNTIL, tuple[str, ...]: ("x", "y")}
    hints = get_type_hints(notice)
    return notice(**{field.name: samples[hints[field.name]] for field in fields(notice)})


EACH = [pytest.param(notice, language, id=f"{notice.key}-{language}") for notice in NOTICES for language in LANGUAGES]


def test_every_notice_has_a_text_in_every_language_and_no_text_is_left_over() -> None:
    keys = {notice.key for notice in NOTICES}
    assert len(keys) == len(NOTICES)
    for language in LANGUAGES:
        assert {path.stem for path in (TEXTS / language).iterdir()} == keys


@pytest.mark.parametrize(("notice", "language"), EACH)
def test_a_text_of_ours_passes_the_check_of_other_wordings(notice: type[Notice], language: str) -> None:
    text = built_in(notice.key, language)
    assert checked(notice, subject=text.subject, body=text.body).body == text.body


@pytest.mark.parametrize(("notice", "language"), EACH)
def test_a_text_of_ours_has_short_lines_and_leaves_nothing_to_fill(notice: type[Notice], language: str) -> None:
    text = written(some(notice), language=language)
    assert "{" not in text.subject + text.body
    width = 42 if language == "ja" else 78
    assert [line for line in built_in(notice.key, language).body.splitlines() if len(line) > width] == []


def test_an_unknown_reader_gets_japanese_and_then_english() -> None:
    text = written(RESET)
    assert text.subject == "パスワードの再設定 / Reset your password"
    assert text.body.index("有効期限は 2026年11月27日（金）17:59") < text.body.index(
        "until 27 November 2026, 17:59 JST"
    )


def test_a_known_reader_gets_one_language() -> None:
    assert "有効期限" not in written(RESET, language="en").body


def test_somebody_elses_wording_stands_for_all_of_it() -> None:
    assert written(RESET, wordings=(OWN,)) == NoticeText(
        subject="suzuki@sample.example の再設定", body="https://box.example/reset/abc/\n"
    )


def test_a_wording_in_one_language_stands_for_that_one_only() -> None:
    own = NoticeText(subject="再設定", body="{link}\n", language="ja")
    assert written(RESET, wordings=(own,), language="en") == written(RESET, language="en")
    assert written(RESET, wordings=(own,), language="ja").subject == "再設定"
    both = written(RESET, wordings=(own,))
    assert both.subject == "再設定 / Reset your password"
    assert both.body.startswith("https://box.example/reset/abc/\n\n---")


def test_values_are_words_and_nothing_in_them_is_a_placeholder() -> None:
    own = NoticeText(subject="{words}", body="{words} {unknown} {words.__class__}\n")
    assert written(Said(words="{words} %s"), wordings=(own,)) == NoticeText(
        subject="{words} %s", body="{words} %s {unknown} {words.__class__}\n"
    )


@pytest.mark.parametrize("hostile", ["a\r\nBcc: x@evil.example", "a\nb", "a\0b", "a\u2028b", "a\u202eb", "a\ud800b"])
def test_a_value_stays_within_its_line(hostile: str) -> None:
    own = NoticeText(subject="s {words}", body="b {words}\n")
    text = written(Said(words=hostile), wordings=(own,))
    assert text.body.count("\n") == 1
    mail = email.message_from_bytes(
        compose(text, sender="a@b.example", recipient="c@d.example", message_id="<1@b.example>", at=UNTIL),
        policy=email.policy.default,
    )
    assert mail.keys().count("Bcc") == 0
    assert mail["Subject"] in ("s a b", "s a Bcc: x@evil.example", "s a?b")


@pytest.mark.parametrize(
    ("subject", "body", "code"),
    [
        ("", "{link}", "subject"),
        ("x" * 201, "{link}", "subject"),
        ("s", " \n", "body"),
        ("s", "{link}" + "x" * 10_000, "body"),
        ("a\nBcc: x@evil.example", "{link}", "subject"),
        ("a\r\nBcc: x@evil.example", "{link}", "subject"),
        ("s", "{link}\0", "body"),
        ("s", "{link}\rx", "body"),
        ("s", "{link} \u202e", "body"),
        ("s", "{link} {password}", "unknown"),
        ("{links}", "{link}", "unknown"),
        ("{link}", "no link in the text", "missing"),
    ],
)
def test_a_wording_that_would_harm_is_refused(subject: str, body: str, code: str) -> None:
    with pytest.raises(BadWording) as refusal:
        checked(PasswordReset, subject=subject, body=body)
    assert refusal.value.code == code


def test_a_wording_is_stored_with_plain_line_ends() -> None:
    assert checked(PasswordReset, subject=" s ", body="\r\n　a\r\n{link}\r\n\r\n") == NoticeText(
        subject="s", body="　a\n{link}\n"
    )


def test_the_mail_reads_right_everywhere() -> None:
    octets = compose(
        written(RESET),
        sender="noreply@sample.example",
        recipient="suzuki@out.example",
        message_id="<1@sample.example>",
        at=datetime(2026, 11, 27, 8, 0, tzinfo=UTC),
    )
    mail = email.message_from_bytes(octets, policy=email.policy.default)
    assert (mail["From"], mail["To"], mail["Message-ID"]) == (
        "noreply@sample.example",
        "suzuki@out.example",
        "<1@sample.example>",
    )
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Fri, 27 Nov 2026 08:00:00 +0000"
    assert mail.get_content_charset() == "utf-8"
    assert mail.get_content().replace("\r\n", "\n") == written(RESET).body
    assert octets.isascii() and max(map(len, octets.split(b"\r\n"))) < 100
    assert b"\n" not in octets.replace(b"\r\n", b"")


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: x@evil.example", "a@b.example\nX: y"])
def test_a_line_end_in_an_address_makes_no_mail(address: str) -> None:
    with pytest.raises(ValueError):
        compose(OWN, sender="a@b.example", recipient=address, message_id="<1@b.example>", at=UNTIL)


def test_the_filters_notices_know_what_a_mail_has() -> None:
    assert VirusRemoved.placeholders() == {
        *("subject", "date", "date_ja", "sender", "recipients", "file", "virus", "reason_ja", "reason_en")
    }
