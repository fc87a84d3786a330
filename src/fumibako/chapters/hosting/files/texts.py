"""Texts as files hold them: which character set, which ends of lines, and back to the same bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fumibako.chapters.hosting.files.errors import NotText, Unwritable

CHARSETS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "cp932": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "JIS (ISO-2022-JP)",
}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)
_NAMES = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
}
_HEAD_BYTES = 2048
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Text:
    """text has \\n at the ends of its lines, the file has `newline`."""

    text: str
    charset: str
    newline: str


def read_text(name: str, content: bytes, charset: str = "") -> Text:
    """charset: what the reader chose, "" to find it out. Raises NotText where that is none, or where saving would
    change what was not edited."""
    found = charset if charset in CHARSETS else _charset_of(content)
    decoded = _decoded(content, found) if found else None
    if decoded is None:
        raise NotText(name=name)
    newline = "\r\n" if "\r\n" in decoded else "\r" if "\r" in decoded and "\n" not in decoded else "\n"
    return Text(_joined(decoded), found, newline)


def write_text(text: Text) -> bytes:
    """Raises Unwritable."""
    try:
        return _joined(text.text).replace("\n", text.newline).encode(text.charset)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise Unwritable(character=character, charset=CHARSETS[text.charset]) from error


def _joined(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _charset_of(content: bytes) -> str:
    """ "" for what is no text. A page that says what it is in is believed if it can be true; so is a page without any
    Japanese yet."""
    if content.startswith(_BOM):
        return "utf-8-sig" if _decoded(content, "utf-8-sig") is not None else ""
    if b"\0" in content:
        return ""
    declared = _DECLARED.search(content[:_HEAD_BYTES])
    names = [_NAMES.get(declared[1].decode().lower(), "")] if declared else []
    if b"\x1b$" in content:
        names.append("iso2022_jp")
    names.append("utf-8")
    for name in names:
        if name and _decoded(content, name) is not None:
            return name
    texts = {name: _decoded(content, name) for name in ("cp932", "euc_jp")}
    scores = {name: _score(text) for name, text in texts.items() if text is not None}
    return max(scores, key=lambda name: scores[name], default="")


def _decoded(content: bytes, charset: str) -> str | None:
    """None where it is not that character set, or would come back as other bytes."""
    try:
        text = content.decode(charset)
    except UnicodeDecodeError:
        return None
    return text if text.encode(charset) == content else None


def _score(text: str) -> int:
    """How much it looks like Japanese: kana do, half-width katakana in a row are the other character set misread."""
    kana = sum("\u3040" <= character <= "\u30ff" for character in text)
    narrow = sum("\uff61" <= character <= "\uff9f" for character in text)
    return kana * 2 - narrow * 3
