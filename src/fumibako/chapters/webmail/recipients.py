"""Recipients as people type them: addresses with or without names, between commas of any kind or on lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address
from fumibako.machine.formats.charsets import one_line
from fumibako.machine.formats.mime import Person

MAX = 100
LONGEST_TYPED = 20_000
_ENTRY = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^",;，、；\r\n])+|"')
_WITH_NAME = re.compile(r"(?s)(.*)[<＜]([^<>＜＞]*)[>＞]")
_SPECIAL = re.compile(r'[",;，、；<>＜＞\\]')


@dataclass(frozen=True)
class Typed:
    """wrong: what could not be read, as it was typed."""

    people: tuple[Person, ...]
    wrong: tuple[str, ...]


def typed(text: str) -> Typed:
    """Each address once."""
    people: dict[str, Person] = {}
    wrong = []
    for entry in filter(None, (found.strip() for found in _ENTRY.findall(text[:LONGEST_TYPED]))):
        try:
            person = _person(entry)
        except BadAddress:
            wrong.append(one_line(entry)[:100])
            continue
        people.setdefault(person.address.lower(), person)
    return Typed(tuple(people.values()), tuple(wrong))


def _person(entry: str) -> Person:
    """Raises BadAddress."""
    if found := _WITH_NAME.fullmatch(entry):
        name = found[1].strip()
        if len(name) > 1 and name[0] == name[-1] == '"':
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
        return Person(one_line(name)[:200], parse_foreign_address(found[2]))
    return Person("", parse_foreign_address(entry))


def shown(people: Iterable[Person]) -> str:
    """As they are typed, read back by typed()."""
    return ", ".join(map(_shown, people))


def _shown(person: Person) -> str:
    if not person.name:
        return person.address
    name = person.name
    if _SPECIAL.search(name):
        name = '"{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
    return f"{name} <{person.address}>"
