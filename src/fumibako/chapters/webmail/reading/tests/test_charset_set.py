"""Mails as thirty years of Japanese programs wrote them, of our own making: subject, sender, text and the names of
attachments are read right in each of them (UI.md, U19)."""

import base64
import quopri
from collections.abc import Callable, Iterator
from itertools import product
from urllib.parse import quote

import pytest

from fumibako.chapters.webmail.letter import letter_of

pytestmark = pytest.mark.feature("F")
PLAIN, WINDOWS = "御見積書「７月分」ソ表示能力", "髙橋商事㈱①〜－ﾃｽﾄ"
WHO = "佐藤・花子"

Write = Callable[[str], bytes]


def jis(text: str) -> bytes:
    """With the rows of Windows, which Python's codec does not know."""
    written = b""
    for character in text:
        octets = character.encode("cp932")
        if len(octets) == 1:
            written += b"\x1b(B" + octets if octets[0] < 0x80 else b"\x1b(I" + bytes((octets[0] & 0x7F,))
            continue
        lead, trail = octets
        row = (lead - (0x71 if lead < 0xA0 else 0xB1)) * 2 + 1
        is_low = trail >= 0x9F
        cell = trail - 0x7E if is_low else trail - 0x1F - (trail > 0x7E)
        written += b"\x1b$B" + bytes((row + is_low, cell))
    return written + b"\x1b(B"


def codec(name: str) -> Write:
    return lambda text: text.encode(name)


# What a mail calls it, how it is written, and a text that it can carry.
CHARSETS: tuple[tuple[str, Write, str], ...] = (
    ("ISO-2022-JP", jis, PLAIN),
    ("iso-2022-jp", jis, WINDOWS.replace("〜", "～").replace("－", "ー")),
    ("iso-2022-jp", codec("iso2022_jp"), PLAIN),
    ("iso-2022-jp-ms", jis, PLAIN),
    ("Shift_JIS", codec("cp932"), PLAIN),
    ("shift_jis", codec("cp932"), WINDOWS.replace("〜", "～")),
    ("x-sjis", codec("cp932"), PLAIN),
    ("windows-31j", codec("cp932"), WINDOWS.replace("〜", "～")),
    ("cp932", codec("cp932"), PLAIN),
    ("EUC-JP", codec("euc_jp"), PLAIN),
    ("x-euc-jp", codec("euc_jp"), PLAIN),
    ("utf-8", codec("utf-8"), WINDOWS + "𠮷野家👍"),
    ("UTF-8", codec("utf-8"), PLAIN),
    ('"utf-8"', codec("utf-8"), PLAIN),
)
TRANSFERS: dict[str, Callable[[bytes], bytes]] = {
    "8bit": bytes,
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
}


def word_b(charset: str, octets: bytes) -> bytes:
    return f"=?{charset}?B?".encode() + base64.b64encode(octets) + b"?="


def word_q(charset: str, octets: bytes) -> bytes:
    return f"=?{charset}?q?".encode() + b"".join(b"=%02X" % octet for octet in octets) + b"?="


def cut_words(charset: str, octets: bytes) -> bytes:
    """As programs do that count octets: a character may be cut in two."""
    return b"\r\n ".join(word_b(charset, octets[at : at + 15]) for at in range(0, len(octets), 15))


def as_it_is(_charset: str, octets: bytes) -> bytes:
    return octets


HEADERS = {"b": word_b, "q": word_q, "cut": cut_words, "raw": as_it_is}


def name_2231(charset: str, octets: bytes) -> bytes:
    return f"filename*={charset}''{quote(octets)}".encode()


def name_2231_in_pieces(charset: str, octets: bytes) -> bytes:
    cuts = ["".join(f"%{octet:02X}" for octet in octets[at : at + 10]) for at in range(0, len(octets), 10)]
    first = f"filename*0*={charset}''{cuts[0]}"
    return ";\r\n ".join((first, *(f"filename*{number}*={cut}" for number, cut in enumerate(cuts[1:], 1)))).encode()


def name_2047(charset: str, octets: bytes) -> bytes:
    return b'filename="' + word_b(charset, octets) + b'"'


NAMES = {"2231": name_2231, "2231 in pieces": name_2231_in_pieces, "2047": name_2047}


def letters() -> Iterator[tuple[str, bytes, str]]:
    """A name for each, the mail, and what is to be read."""
    ways = product(CHARSETS, TRANSFERS.items(), HEADERS.items())
    for number, ((label, write, text), (transfer, carried), (way, header)) in enumerate(ways):
        charset = label.strip('"')
        if way == "raw" and charset.lower().startswith("iso"):  # its octets may be quotes and brackets
            continue
        style, named = list(NAMES.items())[number % len(NAMES)]
        yield (
            f"{number} {charset} {transfer} {way} {style}",
            b"\r\n".join(
                (
                    b"From: " + header(charset, write(WHO)) + b" <hanako@out.example>",
                    b"Subject: " + header(charset, write(text)),
                    b"MIME-Version: 1.0",
                    b"Content-Type: multipart/mixed; boundary=b",
                    b"",
                    b"--b",
                    f"Content-Type: text/plain; charset={label}".encode(),
                    f"Content-Transfer-Encoding: {transfer}".encode(),
                    b"",
                    carried(write(text)),
                    b"--b",
                    b"Content-Type: application/pdf",
                    b"Content-Disposition: attachment; " + named(charset, write(f"{text}.pdf")),
                    b"",
                    b"x",
                    b"--b--",
                    b"",
                )
            ),
            text,
        )


LETTERS = list(letters())


def test_there_are_enough_of_them() -> None:
    assert len({mail for _, mail, _ in LETTERS}) >= 120


@pytest.mark.parametrize(("mail", "text"), [each[1:] for each in LETTERS], ids=[each[0] for each in LETTERS])
def test_everything_is_read_right(mail: bytes, text: str) -> None:
    letter = letter_of(mail)
    (sender,) = letter.senders
    (attachment,) = letter.attachments
    found = (letter.subject, sender.name, letter.text.strip(), attachment.name)
    assert found == (text, WHO, text, f"{text}.pdf")
