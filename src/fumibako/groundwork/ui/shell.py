"""What stands around a page: whose menu it is, who is here, where home and the way out are.

Each face's gate puts one on the request; the base template draws it and knows no face by name.
"""

from dataclasses import dataclass
from typing import Any

Words = Any  # a lazy translation or a plain string


@dataclass(frozen=True)
class Entry:
    """One line of a menu. route: the name of its first page; the pages below its address are its as well."""

    label: Words
    route: str
    icon: str


@dataclass(frozen=True)
class Group:
    """label "": the entries that need no heading."""

    label: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Shell:
    """title: the face; place: the domain or "" ; person: whoever is logged in."""

    title: Words
    place: str
    person: str
    home: str
    logout: str
    menu: tuple[Group, ...]
    is_dense: bool = False
