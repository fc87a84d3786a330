"""FETCH's answers of a list's rows. IMAPClient's reader looks at every octet by itself, which is a third of what a list
costs (docs/decisions/0177); this one takes a word at a time. The grammar is RFC 3501's, section 9."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from imapclient.response_types import Address, Envelope

_WORD = re.compile(rb'\(|\)|"((?:[^"\\]|\\.)*)"|[^\s()"]+', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MONTHS = {name: at for at, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_WHEN = re.compile(rb" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_PERSONS = range(2, 8)  # of an ENVELOPE: from, sender, reply-to, to, cc, bcc


class Unreadable(ValueError):
    """Not what RFC 3501 lets a server say."""


def fetched_of(told: Sequence[Any]) -> list[tuple[int, dict[bytes, Any]]]:
    """Each mail's place and what was said of it, in their order. told: lines as imaplib keeps them, a literal with the
    line before it."""
    words: list[Any] = []
    try:
        for each in told:
            line, literal = each if isinstance(each, tuple) else (each, None)
            words += _read(line or b"")
            if literal is not None:
                words[-1] = literal  # instead of its length
        items = iter(_nested(words))
        return [(place, _named(said)) for place, said in zip(items, items, strict=True)]
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)) from error


class _Atom(bytes):
    """As nobody quotes it: a name or a parenthesis."""


def _read(line: bytes) -> list[Any]:
    found: list[Any] = []
    for match in _WORD.finditer(line):
        quoted, word = match[1], match[0]
        if quoted is not None:
            found.append(_ESCAPED.sub(rb"\1", quoted) if b"\\" in quoted else quoted)
        elif word.isdigit():
            found.append(int(word))
        else:
            found.append(None if word.upper() == b"NIL" else _Atom(word))
    return found


def _nested(words: Sequence[Any]) -> list[Any]:
    """Lists for what is in parentheses."""
    around: list[list[Any]] = []
    here: list[Any] = []
    for word in words:
        if not isinstance(word, _Atom) or word not in (b"(", b")"):
            here.append(word)
        elif word == b"(":
            inner: list[Any] = []
            here.append(inner)
            around.append(here)
            here = inner
        else:
            here = around.pop()
    if around:
        raise ValueError("a parenthesis is open")
    return here


def _named(said: Sequence[Any]) -> dict[bytes, Any]:
    found = {bytes(name).upper(): value for name, value in zip(said[::2], said[1::2], strict=True)}
    if b"FLAGS" in found:
        found[b"FLAGS"] = [_flag(word) for word in found[b"FLAGS"]]
    if b"ENVELOPE" in found:
        found[b"ENVELOPE"] = _envelope(found[b"ENVELOPE"])
    if b"INTERNALDATE" in found:
        found[b"INTERNALDATE"] = _moment(found[b"INTERNALDATE"])
    return found


def _flag(word: Any) -> bytes:
    """Also one that reads as a number or as nothing."""
    if word is None:
        return b"NIL"
    return word if isinstance(word, bytes) else b"%d" % word


def _envelope(parts: Sequence[Any]) -> Envelope:
    """Without its date, which no row shows."""
    people = [tuple(Address(*each) for each in parts[at] or ()) or None for at in _PERSONS]
    return Envelope(None, parts[1], *people, parts[8], parts[9])


def _moment(text: bytes) -> datetime:
    match = _WHEN.fullmatch(text)
    if not match:
        raise ValueError("a time")
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    east = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == b"-" else 1)
    zone = timezone(east) if east else UTC
    return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), min(59, int(second)), tzinfo=zone)
