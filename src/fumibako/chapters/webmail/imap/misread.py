"""Mails that Dovecot's own search cannot read: Windows' characters (①, ㈱, 髙) in ISO-2022-JP, after which it loses the
rest of the line, and mails that name a wrong charset. It has U+FFFD where it gave up, and finds them by that; they are
read here (docs/decisions/0135)."""

import unicodedata
from collections.abc import Iterator
from html import unescape

import nh3

from fumibako.chapters.webmail.imap.search import Search, string_of, words
from fumibako.chapters.webmail.letter import Letter, letter_of

MOST = 500
OCTETS = 300_000
IN_A_PIECE = 25
_MISREAD = string_of("\ufffd")
EVERY_MISREAD = [b"ALL", b"TEXT", _MISREAD]
"""The keys of a search that asks for all of them in a folder."""
_OTHERS = ("iso-2022-jp", "shift_jis", "euc-jp", "utf-8")


def misread_keys(search: Search) -> list[bytes]:
    """What finds those among which the search may find more; none where everything looked for is ASCII."""
    if "".join((search.anywhere, search.sender, search.recipient, search.subject, search.text)).isascii():
        return []
    if search.anywhere or search.text:
        return [*search.other_keys(), b"TEXT", _MISREAD]
    fields = [b"SUBJECT"] * bool(search.subject) + [b"FROM"] * bool(search.sender)
    fields += [b"TO", b"CC"] * bool(search.recipient)
    keys = search.other_keys()
    for at, field in enumerate(fields, 1):
        keys += [*([b"OR"] if at < len(fields) else []), field, _MISREAD]
    return keys


def is_found(search: Search, octets: bytes) -> bool:
    """Whether the mail, as somebody would read it, has the words. octets: its beginning, at least."""
    return any(_has_words(search, letter) for letter in _readings(octets))


def _readings(octets: bytes) -> Iterator[Letter]:
    letter = letter_of(octets)
    yield letter
    if "\ufffd" in "".join((letter.text, letter.html, letter.subject, letter.sender)):
        yield from (letter_of(octets, charset) for charset in _OTHERS)


def _has_words(search: Search, letter: Letter) -> bool:
    recipients = f"{letter.to}\n{letter.cc}"
    body = f"{letter.text}\n{unescape(nh3.clean(letter.html, tags=set())) if letter.html else ''}"
    names = "\n".join(each.name for each in letter.attachments)
    everything = "\n".join((letter.subject, letter.sender, recipients, body, names))
    asked = (
        (search.anywhere, everything),
        (search.sender, letter.sender),
        (search.recipient, recipients),
        (search.subject, letter.subject),
        (search.text, f"{body}\n{names}"),
    )
    return all(_folded(word) in _folded(text) for typed, text in asked for word in words(typed))


def _folded(text: str) -> str:
    """Widths and cases are the same, as people search."""
    return unicodedata.normalize("NFKC", text).casefold()
