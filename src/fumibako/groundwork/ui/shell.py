"""What stands around a page: who is here, the menu, the tabs, where home and the way out are.

Each face's gate puts one on the request; the base template draws it and knows no face by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fumibako.groundwork.ui.alerts import Alert

Words = Any  # a lazy translation or a plain string


@dataclass(frozen=True)
class Link:
    """is_here: this page, or one below it. inner: of a tab that is a group, the tabs in it."""

    label: Words
    url: str
    icon: str = ""
    hint: Words = ""
    is_here: bool = False
    inner: tuple["Link", ...] = ()


Finds = Callable[[Any, str], Iterable[Link]]
"""From a gate's request and a text: a handful of things of that name."""


@dataclass(frozen=True)
class Section:
    """An area of the menu; url: its page of cards. Only the section of the current page is unfolded."""

    label: Words
    url: str
    links: tuple[Link, ...]

    @property
    def is_here(self) -> bool:
        return any(link.is_here for link in self.links)


@dataclass(frozen=True, kw_only=True)
class Shell:
    """title: the face; place: the domain or ""; person: whoever is logged in. hats: the menus that this person has,
    where there are several; places: the domains to choose from. find: the address of the search for functions, ""
    where there is none; find_hint: what its field says, where it finds more. help: the guide's page about this one, or
    "". alerts: looks for what the home page says first."""

    title: Words
    place: str
    person: str
    home: Link
    logout: str
    sections: tuple[Section, ...] = ()
    tabs: tuple[Link, ...] = ()
    hats: tuple[Link, ...] = ()
    places: tuple[Link, ...] = ()
    find: str = ""
    find_hint: Words = ""
    help: str = ""
    alerts: Callable[[], tuple[Alert, ...]] = tuple
    is_dense: bool = False
