"""The rows of a list."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.html import escape

from fumibako.chapters.webmail.imap import Folder, Row
from fumibako.chapters.webmail.reading.rows import Rows

pytestmark = pytest.mark.feature("F")
HOSTILE = """'"><script>x()</script>&amp;%(subject)s{0}"""
ROW = Row("INBOX", 7, "佐藤", "見積", datetime(2026, 1, 2, tzinfo=UTC), 9, *(True,) * 5, "本文", "a@x.example", (5, 3))
HERE = Folder("INBOX", "INBOX")
FOLDERS = (HERE, Folder("Drafts", "Drafts"))


def html(row: Row, *, is_everywhere: bool = True) -> str:
    with translation.override("ja"):
        return Rows(HERE, FOLDERS, "Drafts", is_everywhere=is_everywhere).html([row])


@pytest.mark.parametrize("name", [each.name for each in fields(Row) if isinstance(getattr(ROW, each.name), str)])
def test_nothing_that_a_mail_says_becomes_html(name: str) -> None:
    shown = html(replace(ROW, **{name: HOSTILE}))
    assert _tags(shown) == _tags(html(replace(ROW, **{name: "x"})))
    assert escape(HOSTILE.partition("@")[0]) in shown


def test_a_row_says_what_became_of_its_mail() -> None:
    shown = html(ROW)
    assert 'value="7,5,3"' in shown and 'name="unflag" value="7"' in shown and "3通" in shown
    missing = [
        words for words in ("未読", "受信トレイ", "返信済み", "転送済み", "a が返信", "9 B") if words not in shown
    ]
    assert missing == [], shown
    assert "受信トレイ" not in html(ROW, is_everywhere=False)


def test_a_draft_is_written_on() -> None:
    assert "/mail/write/?draft=7" in html(replace(ROW, folder="Drafts"))


def test_a_mail_without_a_subject_and_a_sender_is_a_row_all_the_same() -> None:
    shown = html(replace(ROW, subject="", who="", preview=""))
    assert "（件名なし）" in shown and ">–<" in shown and "preview" not in shown


def _tags(shown: str) -> list[str]:
    return re.findall(r"<[a-z/]+", shown)
