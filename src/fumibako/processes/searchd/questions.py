"""The part of Solr's query language that Dovecot's plugin speaks: field:value, AND, OR, - for NOT, brackets."""

import re
from collections.abc import Callable

from fumibako.processes.searchd.index import FIELDS

HEADERS = FIELDS[1:]
PREFIX = "{!lucene q.op=AND}"
# Only the ASCII space ends a value: a wide one, U+3000, comes unescaped inside it.
_WORD = re.compile(r' *(?:(\()|(\))|(AND|OR)\b|(-)?([a-z]+):("")?((?:\\.|[^ ()\\])*)|(-)(?=\())', re.DOTALL)
# One of several words that must all be there: SEARCH TEXT's, or one field's.
_ONE = re.compile(
    r"(?:\(hdr:(?P<both>(?:\\.|[^ ()\\])+) OR body:(?P=both)\)|(?P<field>[a-z]+):(?P<value>(?:\\.|[^ ()\\\"])+))"
    r"(?: AND |\Z)",
    re.DOTALL,
)
_DEEPEST = 50

Asked = tuple[tuple[str, ...], str]
"""Words, and the fields of which one must have them."""
Find = Callable[[tuple[Asked, ...]], set[int]]


class NotAsked(ValueError):
    """It is no question of the plugin's."""


def answer(question: str, find: Find, everything: Callable[[], set[int]]) -> set[int]:
    """Raises NotAsked."""
    question = question.removeprefix(PREFIX)
    if asked := _side_by_side(question):
        return find(asked)
    reader = _Reader([*_WORD.finditer(question)], find, everything)
    try:
        found = reader.expression(0)
    except (IndexError, TypeError) as error:
        raise NotAsked(question[:200]) from error
    if reader.words:
        raise NotAsked(question[:200])
    return found


def _side_by_side(question: str) -> tuple[Asked, ...]:
    """All of a question whose words must all be there, so that a rare one saves the walk through a frequent one's
    mails; nothing of any other question."""
    found: list[Asked] = []
    end = 0
    while end < len(question) and len(found) < _DEEPEST:
        one = _ONE.match(question, end)
        if one is None:
            return ()
        fields = FIELDS if one["both"] else HEADERS if one["field"] == "hdr" else (one["field"],)
        if not {*fields} <= {*FIELDS}:
            return ()
        found.append((fields, _value(one["both"] or one["value"])))
        end = one.end()
    return tuple(found) if end == len(question) and not question.endswith(" AND ") else ()


class _Reader:
    def __init__(self, words: list[re.Match[str]], find: Find, everything: Callable[[], set[int]]) -> None:
        self.words, self._find, self._everything = words, find, everything

    def expression(self, depth: int) -> set[int]:
        if depth > _DEEPEST:
            raise NotAsked("too deep")
        found = self._term(depth)
        while self.words and self.words[0][3]:
            is_both = self.words.pop(0)[3] == "AND"
            found = found & self._term(depth) if is_both else found | self._term(depth)
        return found

    def _term(self, depth: int) -> set[int]:
        word = self.words.pop(0)
        if word[8]:
            return self._everything() - self._term(depth)
        if word[1]:
            found = self.expression(depth + 1)
            if not self.words.pop(0)[2]:
                raise NotAsked("bracket")
            return found
        fields = HEADERS if word[5] == "hdr" else (word[5],)
        if not {*fields} <= {*FIELDS}:
            raise NotAsked(str(word[5]))
        found = self._find(((fields, _value(word[7])),))
        return self._everything() - found if word[4] else found


def _value(text: str) -> str:
    """Without the plugin's escapes, and without FUZZY's mark: there is nothing fuzzier than a substring."""
    if text.endswith("~") and not text.endswith("\\~"):
        text = text[:-1]
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
