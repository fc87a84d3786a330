"""What a query for cards looks for (RFC 6352 section 10.5)."""

import unicodedata
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from fumibako.chapters.webmail.contacts.dav import card
from fumibako.machine.formats import vcard

MAX_CONDITIONS = 50
_WAYS: dict[str, Callable[[str, str], bool]] = {
    "equals": str.__eq__,
    "contains": str.__contains__,
    "starts-with": str.startswith,
    "ends-with": str.endswith,
}
_COLLATIONS = ("", "default", "i;unicode-casemap", "i;ascii-casemap", "i;octet")


class BadFilter(Exception):
    """precondition: which one is not met."""

    def __init__(self, precondition: str) -> None:
        super().__init__(precondition)
        self.precondition = precondition


def check(asked: Element | None) -> None:
    """Raises BadFilter: nothing is left out of an answer because it was not understood."""
    if asked is None:
        return
    if sum(1 for _ in asked.iter()) > MAX_CONDITIONS or next(asked.iter(card("param-filter")), None) is not None:
        raise BadFilter(card("supported-filter"))
    for text in asked.iter(card("text-match")):
        if text.get("match-type", "contains") not in _WAYS:
            raise BadFilter(card("supported-filter"))
        if text.get("collation", "") not in _COLLATIONS:
            raise BadFilter(card("supported-collation"))


def matches(asked: Element | None, octets: bytes) -> bool:
    """asked: one that was checked. Without a condition every card does."""
    conditions = [] if asked is None else asked.findall(card("prop-filter"))
    if asked is None or not conditions:
        return True
    there = vcard.properties(octets)
    return _of(asked)(_has(each, there) for each in conditions)


def _has(asked: Element, there: Sequence[tuple[str, str]]) -> bool:
    wanted = asked.get("name", "").rpartition(".")[2].upper()
    values = [value for name, value in there if name == wanted]
    if asked.find(card("is-not-defined")) is not None:
        return not values
    texts = asked.findall(card("text-match"))
    return bool(values) and (not texts or _of(asked)(_is_in(text, values) for text in texts))


def _is_in(asked: Element, values: Sequence[str]) -> bool:
    fold = str if asked.get("collation") == "i;octet" else _folded
    way, text = _WAYS[asked.get("match-type", "contains")], fold(asked.text or "")
    return any(way(fold(value), text) for value in values) is (asked.get("negate-condition") != "yes")


def _of(asked: Element) -> Callable[..., bool]:
    return all if asked.get("test") == "allof" else any


def _folded(text: str) -> str:
    """Widths and cases are the same, as people search."""
    return unicodedata.normalize("NFKC", text).casefold()
