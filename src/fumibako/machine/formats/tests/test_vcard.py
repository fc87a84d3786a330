"""vCards as telephones write them, and ours."""

import pytest

from fumibako.machine.formats.vcard import Card, read, write

pytestmark = pytest.mark.feature("C12")
WHOLE = Card(
    name="山田 太郎",
    reading="ヤマダ タロウ",
    company="㈱サンプル; 東京",
    department="営業部, 第一課",
    title="課長",
    addresses=("taro@out.example", "t.y.@keitai.example"),
    phones=("03-1234-5678", "+81 90 1234 5678"),
    group="得意先",
    note="①土日不可\n2行目; と, \\",
    uid="ab12",
)


def test_what_is_written_is_read_again() -> None:
    assert read(write([WHOLE, Card(name="b")])) == (WHOLE, Card(name="b"))


def test_lines_are_short_and_no_character_is_cut() -> None:
    lines = write([Card(name="あ" * 90)]).split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() for line in lines if line)


def test_nothing_in_a_field_begins_another() -> None:
    (card,) = read(write([Card(name="a\r\nEMAIL:x@evil.example", note="b\r\nEND:VCARD\rTEL:1\x00")]))
    assert (card.addresses, card.phones) == ((), ())


def test_a_japanese_telephones_card_is_read() -> None:
    lines = (
        "BEGIN:VCARD",
        "VERSION:2.1",
        "N;CHARSET=SHIFT_JIS:山田;太郎;;;",
        "SOUND;X-IRMC-N;CHARSET=SHIFT_JIS:ﾔﾏﾀﾞ;ﾀﾛｳ;;;",
        "TEL;CELL:09012345678",
        "EMAIL;HOME:..taro@keitai.example",
        "END:VCARD",
    )
    (card,) = read("\r\n".join(lines).encode("cp932"))
    assert (card.name, card.reading, card.phones) == ("山田 太郎", "ヤマダ タロウ", ("09012345678",))
    assert card.addresses == ("..taro@keitai.example",)


def test_quoted_printable_lines_are_joined() -> None:
    octets = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E5=B1=B1=\r\n=E7=94=B0\r\n"
        b"END:VCARD\r\n"
    )
    assert read(octets)[0].name == "山田"


def test_a_mac_s_card_with_items_is_read() -> None:
    octets = (
        b"BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nitem1.EMAIL;type=INTERNET;type=pref:ann@out.example\n"
        b"item1.X-ABLabel:x\nTEL;VALUE=uri:tel:+1-555\nEND:VCARD\n"
    )
    assert read(octets) == (Card(name="Ann Lee", addresses=("ann@out.example",), phones=("+1-555",)),)


@pytest.mark.parametrize("octets", [b"", b"\0\xff", b"BEGIN:VCARD", b"END:VCARD", b"FN:a", b"BEGIN:VCARD\nBEGIN:VCARD"])
def test_what_is_no_card_is_none(octets: bytes) -> None:
    assert read(octets) == ()
