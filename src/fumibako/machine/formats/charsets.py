"""Texts of mails as people wrote them: Japanese charsets as Windows and phones write them, header fields, file names.

Python's iso2022_jp and euc_jp know JIS X 0208 only; what Japan sends under these names has NEC's and IBM's
characters in it too (①, ㈱, 髙), and fails. All of them are rows of one table, which Python has as cp932: JIS rows
are moved to their place in Shift_JIS and decoded there. Nothing here raises: what cannot be read becomes U+FFFD.
"""

import binascii
import re
from contextlib import suppress

LONGEST_FIELD = 200

_ESCAPE = re.compile(rb"\x1b(\([BJI]|\$[@B]|\$\([DB@])")
_LOOKS_LIKE_JIS = re.compile(rb"\x1b(?:\$[@B]|\(I)")
_JIS_NAMES = frozenset(
    {
        "iso-2022-jp",
        "iso-2022-jp-1",
        "iso-2022-jp-2",
        "iso-2022-jp-3",
        "iso-2022-jp-ms",
        "csiso2022jp",
        "jis",
        "cp50220",
        "cp50221",
        "cp50222",
        "x-windows-iso2022jp",
    }
)
_EUC_NAMES = frozenset({"euc-jp", "x-euc-jp", "eucjp", "eucjp-ms", "eucjp-win", "cp51932"})
_SJIS_NAMES = frozenset(
    {
        "shift_jis",
        "shift-jis",
        "sjis",
        "x-sjis",
        "windows-31j",
        "ms_kanji",
        "cp932",
        "csshiftjis",
        "csWindows31J".lower(),
    }
)
# RFC 2047 section 2, and lenient: blanks in base64, no limit of length; RFC 2231 section 5 adds a language.
_WORD = re.compile(rb"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([BbQq])\?([^?\r\n]*)\?=")
_BETWEEN = re.compile(rb"[ \t\r\n]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# What a charset's name may not be: codecs of Python's that are no text.
_NO_TEXT = frozenset(
    {
        "idna",
        "punycode",
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
        "unicode-escape",
        "raw-unicode-escape",
        "utf-7",
        "utf7",
        "utf_7",
        "unicode-1-1-utf-7",
    }
)


_ODD = re.compile("[\uff61-\uff9f\ue000-\uf8ff]")


def decode(octets: bytes, charset: str = "") -> str:
    """Return the text. charset: what the mail says, "" where it says nothing."""
    name = charset.strip().lower()
    if name in _JIS_NAMES or (name in ("", "us-ascii", "ascii", "utf-8") and _LOOKS_LIKE_JIS.search(octets)):
        return _jis(octets)
    if name in _EUC_NAMES:
        return _euc(octets)
    if name in _SJIS_NAMES:
        return octets.decode("cp932", "replace")
    if name in ("", "us-ascii", "ascii", *_NO_TEXT):
        return _guessed(octets)
    try:
        return octets.decode(name, "replace")
    except (LookupError, ValueError):
        return _guessed(octets)


def words(field: bytes) -> str:
    """Return a header field's value with its encoded words (RFC 2047) read.

    Neighbours of one charset are joined as bytes before they are decoded: programs cut characters in two.
    """
    text: list[str] = []
    waiting, waiting_charset = b"", ""
    position = 0

    def flush() -> None:
        nonlocal waiting
        if waiting:
            text.append(decode(waiting, waiting_charset))
            waiting = b""

    for match in _WORD.finditer(field):
        between = field[position : match.start()]
        charset = match[1].decode("ascii", "replace").lower()
        is_neighbour = bool(position) and bool(_BETWEEN.fullmatch(between))
        if not is_neighbour or charset != waiting_charset:
            flush()
        if not is_neighbour:
            text.append(decode(between))
        waiting, waiting_charset = waiting + _unencoded(match[2], match[3]), charset
        position = match.end()
    flush()
    text.append(decode(field[position:]))
    return "".join(text)


def readable(field: bytes) -> str:
    """A header's value for people: decoded, one line, not too long, nothing that moves a cursor or turns the line."""
    return one_line(words(field))[:LONGEST_FIELD]


def has_control(text: str) -> bool:
    """Whether the text has anything that moves a cursor, ends or turns a line."""
    return _CONTROL.search(text) is not None


def one_line(text: str) -> str:
    """The text without anything that moves a cursor or turns the line; single blanks in the place of these."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _unencoded(encoding: bytes, letters: bytes) -> bytes:
    if encoding in b"Qq":
        return binascii.a2b_qp(letters.replace(b"_", b" "))
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", letters)
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _guessed(octets: bytes) -> str:
    """No usable name: UTF-8 where it is that, else whichever of Japan's two 8-bit charsets reads it best. EUC-JP as
    Shift_JIS is full of half-width kana and characters of nobody's."""
    with suppress(UnicodeDecodeError):
        return octets.decode("utf-8")
    euc = _euc(octets)
    is_euc = "\ufffd" not in euc
    try:
        shifted = octets.decode("cp932")
    except UnicodeDecodeError:
        return euc if is_euc else octets.decode("utf-8", "replace")
    return euc if is_euc and len(_ODD.findall(shifted)) > len(_ODD.findall(euc)) else shifted


def _jis(octets: bytes) -> str:
    """RFC 1468 with half-width kana and all 94 rows: each run between two escapes in its own table."""
    text: list[str] = []
    position, table = 0, b"(B"
    for match in (*_ESCAPE.finditer(octets), None):
        run = octets[position : match.start() if match else len(octets)]
        text.append(_run(run, table))
        if match:
            table, position = match[1], match.end()
    return "".join(text)


def _run(run: bytes, table: bytes) -> str:
    if table in (b"$B", b"$@", b"$(B", b"$(@"):
        return _rows(run)
    if table == b"(I":
        return bytes(octet | 0x80 if 0x21 <= octet <= 0x5F else octet for octet in run).decode("cp932", "replace")
    if table == b"$(D":
        return _supplement(run)
    return run.decode("utf-8", "replace")


def _rows(run: bytes) -> str:
    """Two octets a character. A line end stands for itself: unfinished runs end with their line (RFC 1468)."""
    text: list[str] = []
    at = 0
    while at < len(run):
        pair = run[at : at + 2]
        if pair[0] <= 0x20 or pair[0] > 0x7E:
            text.append(run[at : at + 1].decode("ascii", "replace"))
            at += 1
            if pair[:1] in (b"\r", b"\n"):
                break
        elif len(pair) == 2 and 0x21 <= pair[1] <= 0x7E:
            text.append(_shifted(*pair).decode("cp932", "replace"))
            at += 2
        else:
            text.append("\ufffd")
            at += 1
    return "".join(text) + run[at:].decode("utf-8", "replace")


def _shifted(row: int, cell: int) -> bytes:
    """A place of JIS X 0208 (0x21 to 0x7E twice) as Shift_JIS writes it."""
    lead = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
    trail = cell + (0x7E if row % 2 == 0 else 0x1F + (cell >= 0x60))
    return bytes((lead, trail))


def _supplement(run: bytes) -> str:
    """JIS X 0212, by the one codec of Python's that has it."""
    return b"".join(
        bytes((0x8F, *(octet | 0x80 for octet in run[at : at + 2]))) for at in range(0, len(run), 2)
    ).decode("euc_jp", "replace")


def _euc(octets: bytes) -> str:
    text: list[str] = []
    at = 0
    while at < len(octets):
        first = octets[at]
        if first < 0x80:
            end = at + 1
            while end < len(octets) and octets[end] < 0x80:
                end += 1
            text.append(octets[at:end].decode("ascii"))
        elif first == 0x8E:
            end = at + 2
            text.append(octets[at + 1 : end].decode("cp932", "replace") if end <= len(octets) else "\ufffd")
        elif first == 0x8F:
            end = at + 3
            text.append(octets[at:end].decode("euc_jp", "replace"))
        else:
            end = at + 2
            pair = octets[at:end]
            is_whole = len(pair) == 2 and all(0xA1 <= octet <= 0xFE for octet in pair)
            text.append(_shifted(pair[0] & 0x7F, pair[1] & 0x7F).decode("cp932", "replace") if is_whole else "\ufffd")
            end = end if is_whole else at + 1
        at = end
    return "".join(text)
