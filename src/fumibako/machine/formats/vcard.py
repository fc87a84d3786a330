"""vCards: 3.0 (RFC 2426) is written, as every telephone reads it; 2.1, 3.0 and 4.0 (RFC 6350) are read, those of
Japanese telephones in Shift_JIS and with their kana in SOUND, too.
"""

import base64
import contextlib
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fumibako.machine.formats.charsets import decode, one_line
from fumibako.machine.formats.widths import half_width

MAX = 5000
MAX_BYTES = 5 << 20
_COLUMNS = 73  # of a line, so that it has at most 75 octets with its blank
_BREAK = re.compile(rb"\r\n|\r|\n")
_ITEM = re.compile(rb"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:]*)?):(.*)", re.DOTALL)
_PICTURE = re.compile(r"(?:data:image/[a-z+.-]+;base64,)?([A-Za-z0-9+/]+=*)")
_SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*;")


@dataclass(frozen=True, kw_only=True)
class Card:
    """A person or a company. reading: the name in kana. uid: "" where the card names none. Nothing here is checked."""

    name: str = ""
    reading: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    group: str = ""
    note: str = ""
    uid: str = ""


def write(cards: Iterable[Card]) -> bytes:
    return b"".join(map(_written, cards))


def read(octets: bytes) -> tuple[Card, ...]:
    """At most MAX of them; what is no card is left out."""
    cards: list[Card] = []
    items: list[tuple[str, str]] | None = None
    for name, value in _items(octets[:MAX_BYTES]):
        if name == "BEGIN" and value.upper() == "VCARD":
            items = []
        elif name == "END" and items is not None:
            cards.append(_card(items))
            items = None
            if len(cards) >= MAX:
                break
        elif items is not None:
            items.append((name, value))
    return tuple(cards)


def properties(octets: bytes) -> list[tuple[str, str]]:
    """The first card's, each by its name in capitals and its value as text."""
    found: list[tuple[str, str]] = []
    for name, value in _items(octets[:MAX_BYTES]):
        if name == "END":
            break
        if name != "BEGIN":
            found.append((name, _unescaped(value)))
    return found


def picture(octets: bytes) -> bytes:
    """The one in the first card, b"" where it has none: as RFC 2426 writes it, or as a data: address (RFC 6350)."""
    for name, value in properties(octets):
        if name == "PHOTO" and (found := _PICTURE.fullmatch(value.strip())):
            with contextlib.suppress(ValueError):
                return base64.b64decode(found[1], validate=True)
    return b""


def _written(card: Card) -> bytes:
    name = card.name or card.company or next(iter(card.addresses), "")
    lines = ["BEGIN:VCARD", "VERSION:3.0"]
    if card.uid:
        lines.append(f"UID:{_escaped(card.uid)}")
    lines += [f"FN:{_escaped(name)}", f"N:{_escaped(name)};;;;"]
    if card.reading:
        lines.append(f"X-PHONETIC-LAST-NAME:{_escaped(card.reading)}")
    if card.company or card.department:
        parts = (card.company, card.department) if card.department else (card.company,)
        lines.append("ORG:" + ";".join(map(_escaped, parts)))
    named = (("TITLE", card.title), ("CATEGORIES", card.group), ("NOTE", card.note))
    lines += [f"EMAIL;TYPE=INTERNET:{_escaped(address)}" for address in card.addresses]
    lines += [f"TEL;TYPE=VOICE:{_escaped(phone)}" for phone in card.phones]
    lines += [f"{field}:{_escaped(text)}" for field, text in named if text]
    return b"".join(b"%s\r\n" % line for line in map(_folded, (*lines, "END:VCARD")))


def _escaped(text: str) -> str:
    text = re.sub(r"\r\n?", "\n", text)
    text = "".join(sign for sign in text if sign == "\n" or (sign >= " " and sign != "\x7f"))
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Never within a character: not every telephone joins octets first."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > _COLUMNS:
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join((*pieces, piece))


def _items(octets: bytes) -> Iterator[tuple[str, str]]:
    """Every property's name and value."""
    lines = _BREAK.split(octets.removeprefix(b"\xef\xbb\xbf"))
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        pieces = [line]  # joined once: a line may be folded very often
        while place < len(lines) and lines[place][:1] in (b" ", b"\t"):
            pieces.append(lines[place][1:])
            place += 1
        line = b"".join(pieces)
        if line.endswith(b"=") and b"QUOTED-PRINTABLE" in line.upper():
            pieces = [line]
            while pieces[-1].endswith(b"=") and place < len(lines):
                pieces[-1] = pieces[-1][:-1]
                pieces.append(lines[place])
                place += 1
            line = b"".join(pieces)
        if found := _ITEM.fullmatch(line):
            yield found[1].decode().upper(), _text(found[2].upper(), found[3])


def _text(parameters: bytes, value: bytes) -> str:
    if b"QUOTED-PRINTABLE" in parameters:
        value = quopri.decodestring(value)
    named = re.search(rb"CHARSET=\"?([A-Z0-9_-]+)", parameters)
    return decode(value, named[1].decode() if named else "")


def _card(items: list[tuple[str, str]]) -> Card:
    first: dict[str, str] = {}
    for name, value in items:
        first.setdefault(name, value)
    organisation = [*_parts(first.get("ORG", "")), "", ""]
    return Card(
        name=_one(first.get("FN", "")) or _joined(first.get("N", ""), " "),
        reading=_reading(first),
        company=organisation[0],
        department=" ".join(filter(None, organisation[1:])),
        title=_one(first.get("TITLE", "")),
        addresses=tuple(dict.fromkeys(filter(None, (_one(value) for name, value in items if name == "EMAIL")))),
        phones=tuple(dict.fromkeys(filter(None, (_phone(value) for name, value in items if name == "TEL")))),
        group=_one(first.get("CATEGORIES", "").split(",")[0]),
        note=_unescaped(first.get("NOTE", "")).strip(),
        uid=_one(first.get("UID", "")),
    )


def _reading(first: dict[str, str]) -> str:
    parts = (first.get("X-PHONETIC-LAST-NAME", ""), first.get("X-PHONETIC-FIRST-NAME", ""))
    written = " ".join(filter(None, map(_one, parts)))
    return written or _joined(half_width(first.get("SOUND", "")), " ") or _one(first.get("SORT-STRING", ""))


def _phone(value: str) -> str:
    return _one(value.removeprefix("tel:").removeprefix("TEL:"))


def _joined(value: str, between: str) -> str:
    return between.join(filter(None, _parts(value)[:2]))


def _parts(value: str) -> list[str]:
    parts, begin = [], 0
    for found in _SEPARATOR.finditer(value):
        parts.append(_one(value[begin : found.end() - 1]))
        begin = found.end()
    return [*parts, _one(value[begin:])]


def _one(value: str) -> str:
    return one_line(_unescaped(value)).strip()


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else str(found[1]), value)
