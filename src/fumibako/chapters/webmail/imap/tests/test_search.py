"""What is typed becomes a string of the command, whatever it holds."""

from datetime import date

import pytest

from fumibako.chapters.webmail.imap import EVERYTHING, Search

pytestmark = pytest.mark.feature("F")


def said(search: Search) -> bytes:
    return b" ".join(search.keys())


def test_nothing_asked_is_everything() -> None:
    assert not EVERYTHING and said(EVERYTHING) == b"ALL"


def test_words_must_all_be_there_whatever_space_parts_them() -> None:
    assert said(Search(subject="a  b\u3000c")) == b'ALL SUBJECT "a" SUBJECT "b" SUBJECT "c"'


def test_a_recipient_may_stand_in_either_field() -> None:
    assert said(Search(recipient="a")) == b'ALL OR TO "a" CC "a"'


def test_both_days_and_both_sizes_are_in() -> None:
    search = Search(since=date(2026, 1, 31), until=date(2026, 12, 31), larger=100, smaller=200)
    assert said(search) == b"ALL SINCE 31-Jan-2026 BEFORE 1-Jan-2027 LARGER 99 SMALLER 201"


@pytest.mark.parametrize("typed", ["{5}", "(", "ALL)", "a\r\nB LOGOUT", "*", '"', "\\", "\x00", "\ud800"])
def test_nothing_typed_becomes_a_command(typed: str) -> None:
    for part in Search(anywhere=typed).keys()[1:]:
        assert part == b"TEXT" or (part[:1], part[-1:]) == (b'"', b'"')
        assert not any(octet in part for octet in (b"\r", b"\n", b"\x00"))


def test_japanese_goes_as_it_is() -> None:
    (_, _, word) = Search(text="見積").keys()
    assert word.original == "見積".encode()  # type: ignore[attr-defined]  # IMAPClient's string
