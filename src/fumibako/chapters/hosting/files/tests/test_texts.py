"""Texts keep their character set and the ends of their lines (D1)."""

import pytest

from fumibako.chapters.hosting.files.errors import NotText, Unwritable
from fumibako.chapters.hosting.files.texts import Text, read_text, write_text

pytestmark = pytest.mark.feature("D1")
SENTENCE = "お問い合わせはこちらから。株式会社カナリア\r\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp"])
def test_a_text_is_recognized_and_comes_back_as_the_same_bytes(charset: str) -> None:
    octets = SENTENCE.encode(charset)
    text = read_text("a.html", octets)
    assert (text.charset, text.newline, text.text) == (charset, "\r\n", SENTENCE.replace("\r\n", "\n"))
    assert write_text(text) == octets


def test_a_page_without_japanese_yet_is_in_what_it_says() -> None:
    octets = b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">\n<p></p>\n'
    text = read_text("a.html", octets)
    assert text.charset == "cp932"
    assert write_text(Text(text.text.replace("<p>", "<p>能"), text.charset, text.newline)).count(b"\x94\\") == 1


def test_a_page_that_says_something_wrong_is_read_as_what_it_is() -> None:
    octets = b"<meta charset=utf-8>" + SENTENCE.encode("euc_jp")
    assert read_text("a.html", octets).charset == "euc_jp"


def test_what_was_typed_in_a_browser_gets_the_ends_of_lines_of_the_file() -> None:
    assert write_text(Text("a\r\nb\r\n", "utf-8", "\n")) == b"a\nb\n"
    assert write_text(Text("a\nb", "utf-8", "\r\n")) == b"a\r\nb"


@pytest.mark.parametrize("octets", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfe\xfd\xfc", b"a\0b"])
def test_what_is_no_text_is_not_opened(octets: bytes) -> None:
    with pytest.raises(NotText):
        read_text("logo.png", octets)


def test_what_would_come_back_as_other_bytes_is_not_opened() -> None:
    with pytest.raises(NotText):
        read_text("a.txt", b"\x87\x90 \x81\xe0"[:2] + b"\xfa\x5b", "cp932")  # two ways to write one character


def test_a_character_that_the_file_cannot_have_is_named() -> None:
    with pytest.raises(Unwritable) as refused:
        write_text(Text("a😀", "cp932", "\n"))
    assert refused.value.values == {"character": "😀", "charset": "Shift_JIS"}
