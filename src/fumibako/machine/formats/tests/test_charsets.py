"""SECURITY case 97 and UI 2.10: what Japanese programs write is read, and nothing raises."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumibako.machine.formats.charsets import LONGEST_FIELD, decode, readable, words

# JIS X 0208 has two kanji rows and signs that Unicode maps twice; cp932 takes the other one of these.
TWO_WAYS = "〜‖−¢£¬—∥\\~¥‾"
KANJI = st.characters(codec="iso2022_jp", exclude_characters=TWO_WAYS + "\x1b\x0e\x0f", exclude_categories=("Cc",))
MIXED = "①②㈱髙島 ﾃｽﾄ ～ abc 日本語"


def jis(text: str) -> bytes:
    """As CP50221 writes it: by way of Shift_JIS, whose rows are JIS's, two in one."""
    written = bytearray()
    for character in text:
        octets = character.encode("cp932")
        if len(octets) == 1:
            written += b"\x1b(B" + octets if octets[0] < 0x80 else b"\x1b(I" + bytes((octets[0] & 0x7F,))
            continue
        lead, trail = octets
        row = (lead - (0x71 if lead < 0xA0 else 0xB1)) * 2 + 1
        low = trail >= 0x9F
        cell = trail - 0x7E if low else trail - 0x1F - (trail > 0x7E)
        written += b"\x1b$B" + bytes((row + low, cell))
    return bytes(written) + b"\x1b(B"


def test_the_tests_own_writer_writes_jis() -> None:
    assert jis("日") == b"\x1b$B\x46\x7c\x1b(B"
    assert jis("①㈱") == b"\x1b$B\x2d\x21\x1b$B\x2d\x6a\x1b(B"
    assert jis("髙") == b"\x1b$B\x7c\x62\x1b(B"


@pytest.mark.parametrize("charset", ["ISO-2022-JP", "iso-2022-jp-ms", "CP50221", "csISO2022JP", "", "us-ascii"])
def test_case_097_what_windows_calls_iso_2022_jp_is_read(charset: str) -> None:
    assert decode(jis(MIXED), charset) == MIXED


@given(st.text(KANJI))
def test_what_pythons_own_codec_writes_is_read(text: str) -> None:
    assert decode(text.encode("iso2022_jp"), "iso-2022-jp") == text
    assert decode(text.encode("euc_jp"), "euc-jp") == text


def test_every_character_of_the_table_is_read_in_each_of_its_three_forms() -> None:
    for lead in (*range(0x81, 0xA0), *range(0xE0, 0xF0)):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            shifted = bytes((lead, trail))
            try:
                character = shifted.decode("cp932")
            except UnicodeDecodeError:
                continue
            written = jis(character)[3:-3]
            assert decode(b"\x1b$B" + written + b"\x1b(B", "iso-2022-jp") == character
            assert decode(bytes(octet | 0x80 for octet in written), "eucjp-ms") == character
            assert decode(shifted, "Shift_JIS") == character


@pytest.mark.parametrize(
    ("octets", "charset", "text"),
    [
        (b"\x1b$B\x46\x7c", "iso-2022-jp", "日"),  # no way back to ASCII at the end
        (b"\x1b$B\x46\x7c\x4b", "iso-2022-jp", "日\ufffd"),  # cut in the middle of a character
        (b"\x1b$B\x46\x7c\r\nabc", "iso-2022-jp", "日\r\nabc"),  # RFC 1468: a line ends in ASCII
        ("日本".encode("cp932"), "iso-2022-jp", "\ufffd\ufffd\ufffd{"),
        ("日本".encode("cp932"), "", "日本"),
        ("日本".encode(), "", "日本"),
        ("日本です".encode("euc_jp"), "x-euc-jp", "日本です"),
        (b"\x8e\xc3\x8e\xbd", "euc-jp", "ﾃｽ"),
        (b"\x8f\xb0\xa1", "euc-jp", "丂"),
        ("日本".encode(), "no-such-charset", "日本"),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        ("你好".encode("gb18030"), "gb18030", "你好"),
    ],
)
def test_case_097_odd_texts(octets: bytes, charset: str, text: str) -> None:
    assert decode(octets, charset) == text


NAMES = (
    "iso-2022-jp",
    "euc-jp",
    "shift_jis",
    "utf-8",
    "",
    "hex",
    "zlib",
    "idna",
    "undefined",
    "utf-16",
    "\0",
    "x" * 99,
)


@given(st.binary(), st.sampled_from(NAMES))
def test_case_097_nothing_raises(octets: bytes, charset: str) -> None:
    assert isinstance(decode(octets, charset), str)


def word(octets: bytes, charset: str = "ISO-2022-JP") -> bytes:
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(octets) + b"?="


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (b"Re: " + word(jis("㈱髙島様①")) + b" (2)", "Re: ㈱髙島様① (2)"),
        (word(b"\xe3\x81", "UTF-8") + b"\r\n " + word(b"\x82", "utf-8"), "あ"),  # a character cut in two
        (word(jis("日")) + b" \t" + word("本".encode(), "UTF-8"), "日本"),
        (b"=?utf-8*ja?q?=E3=81=82_b?=", "あ b"),
        (b'"=?utf-8?q?a?=" <a@b>', '"a" <a@b>'),
        (jis("日本"), "日本"),
        ("日本".encode(), "日本"),
        (b"=?utf-8?b?44GC", "=?utf-8?b?44GC"),
        (b"=?utf-8?b?!!!?=", ""),
        (b"=?no-such?q?a?=", "a"),
    ],
)
def test_header_fields_are_read(field: bytes, text: str) -> None:
    assert words(field) == text


def test_case_092_a_readable_field_is_one_short_line_that_turns_nothing_round() -> None:
    for hostile in (
        b"=?utf-8?q?a=0D=0ABcc:_b?=",
        "a\u202eb\u2028c\x07".encode(),
        b"x" * 10_000,
        b"=?ISO-2022-JP?B?GyRC?=",
    ):
        text = readable(hostile)
        assert len(text) <= LONGEST_FIELD
        assert text.isprintable()


@given(st.binary())
def test_case_092_any_field_is_readable(field: bytes) -> None:
    assert all(ord(character) >= 0x20 for character in readable(field))
