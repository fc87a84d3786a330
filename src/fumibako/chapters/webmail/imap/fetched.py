"""FETCH's answers of a list's rows. IMAPClient's reader looks at every octet by itself, which is a third of what a list
costs (docs/decisions/0177); this one takes a word at a time. The grammar is RFC 3501's, section 9."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from imapclient.response_types import Address, Envelope

_WORD = re.compile(rb'(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+)', re.DOTALL)
_OPENS, _CLOSES, _QUOTED = 1, 2, 3  # its groups
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MONTHS = {name: at for at, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_WHEN = re.compile(rb" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_PERSONS = range(2, 8)  # of an ENVELOPE: from, sender, reply-to, to, cc, bcc


class Unreadable(ValueError):
    """Not what RFC 3501 lets a server say."""


def fetched_of(told: Sequence[Any]) -> list[tuple[int, dict[bytes, Any]]]:
    """Each mail's place and what was said of it, in their order. told: lines as imaplib keeps them, a literal with the
    line before it."""
    try:
        items = iter(_nested(told))
        return [(place, _named(said)) for place, said in zip(items, items, strict=True)]
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)) from error


def _nested(told: Sequence[Any]) -> list[Any]:
    """Lists for what is in parentheses."""
    around: list[list[Any]] = []
    here: list[Any] = []
    for each in told:
        line, literal = each if isinstance(each, tuple) else (each, None)
        for match in _WORD.finditer(line or b""):
            kind = match.lastindex
            if kind == _QUOTED:
                quoted = match[_QUOTED]
                here.append(_ESCAPED.sub(rb"\1", quoted) if b"\\" in quoted else quoted)
            elif kind == _OPENS:
                around.append(here)
                here = []
                around[-1].append(here)
            elif kind == _CLOSES:
                here = around.pop()
            else:
                word = match[0]
                here.append(int(word) if word.isdigit() else None if word.upper() == b"NIL" else word)
        if literal is not None:
            here[-1] = literal  # instead of its length
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
