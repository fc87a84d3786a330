"""From what features declare to the menu of one person: sections, tabs, and the search for functions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import groupby
from operator import itemgetter

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.features import pages
from fumibako.groundwork.features import AREAS, Allows, Area, Entry, Face, Feature, Page
from fumibako.groundwork.ui.shell import Link, Section, Words
from fumibako.machine.formats.widths import half_width


def home(face: Face, name: str, path: str) -> Link:
    url = reverse(f"{face}:{name}")
    return Link(_("Home"), url, "home", is_here=path == url)


def sections(face: Face, allows: Allows, path: str) -> tuple[Section, ...]:
    """The areas of a face that hold anything for this person, as the page at that path shows them."""
    found = [_section(face, area, allows, path) for area in areas(face)]
    return tuple(section for section in found if section.links)


def areas(face: Face) -> tuple[Area, ...]:
    """The areas of a face that anything stands in."""
    filled = {entry.area for _, entry, _ in _entries(face)}
    return tuple(area for area in AREAS[face] if area in filled)


def section(face: Face, area: Area, allows: Allows) -> Section:
    """One area, for its page of cards."""
    return _section(face, area, allows, "")


def _section(face: Face, area: Area, allows: Allows, path: str) -> Section:
    entries = [(entry, page) for feature, entry, page in _entries(face) if entry.area is area and allows(feature, page)]
    entries.sort(key=lambda found: found[0].position)
    links = [_link(face, entry, page, path) for entry, page in entries]
    here = max((link.url for link in links if link.is_here), key=len, default="")  # "web/ftp/" rather than "web/"
    links = [replace(link, is_here=link.is_here and link.url == here) for link in links]
    return Section(area.label, reverse(f"{face}:area_{area}"), tuple(links))


def frequent(face: Face, allows: Allows) -> tuple[Link, ...]:
    """What the home page offers."""
    found = [(entry, page) for feature, entry, page in _entries(face) if entry.is_frequent and allows(feature, page)]
    found.sort(key=lambda one: one[0].position)
    return tuple(_link(face, entry, page, "") for entry, page in found)


def tabs(face: Face, page: Page, kwargs: dict[str, str], allows: Allows) -> tuple[Link, ...]:
    """The pages under the same heading as this one, itself included; none where it stands alone."""
    if page.tab is None:
        return ()
    found = [(p.tab, p) for feature, p in pages(face) if p.tab and p.tab.of == page.tab.of and allows(feature, p)]
    found.sort(key=lambda one: one[0].position)
    if len(found) == 1:
        return ()
    links = [
        (tab.group, Link(tab.label, reverse(f"{face}:{p.name}", kwargs=kwargs), is_here=p.name == page.name))
        for tab, p in found
    ]
    return tuple(
        folded
        for group, some in groupby(links, key=itemgetter(0))
        for folded in _folded_tabs(group, tuple(link for _, link in some))
    )


def _folded_tabs(group: Words, links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Those of a group as one that leads to its first."""
    if not group or len(links) == 1:
        return links
    return (Link(group, links[0].url, is_here=any(link.is_here for link in links), inner=links),)


def find(face: Face, allows: Allows, text: str) -> list[Link]:
    """Entries and tabs whose label, hint or keywords hold every word of the text, in whatever width or case."""
    words = _folded(text).split()
    found = []
    for feature, page in pages(face):
        shown, tab = page.shown, page.tab
        if "<" in page.path or not (shown or tab) or not allows(feature, page):
            continue
        label = shown.label if shown else tab.label if tab else ""
        texts = [shown.label, shown.hint, shown.keywords, shown.area.label] if shown else []
        texts += [tab.label, tab.keywords] if tab else []
        haystack = _folded(" ".join(map(str, texts)))
        if words and all(word in haystack for word in words):
            icon, hint = (shown.icon, shown.hint) if shown else ("", "")
            found.append(Link(label, reverse(f"{face}:{page.name}"), icon, hint))
    return found


def _link(face: Face, entry: Entry, page: Page, path: str) -> Link:
    url = reverse(f"{face}:{page.name}")
    return Link(entry.label, url, entry.icon, entry.hint, is_here=_is_at(face, page, url, path))


def _is_at(face: Face, page: Page, url: str, path: str) -> bool:
    """Whether the path is this page, one below it, or a tab beside it."""
    beside = _beside(face).get(page.tab.of, ()) if page.tab else ()
    return path.startswith(url) or any(path.startswith(reverse(f"{face}:{name}")) for name in beside)


@cache
def _entries(face: Face) -> tuple[tuple[Feature, Entry, Page], ...]:
    return tuple((feature, page.shown, page) for feature, page in pages(face) if page.shown)


@cache
def _beside(face: Face) -> Mapping[str, tuple[str, ...]]:
    """The names of the pages of each group of tabs that need no value in their address."""
    groups: dict[str, tuple[str, ...]] = {}
    for page in _tabbed(face):
        if page.tab and "<" not in page.path:
            groups[page.tab.of] = (*groups.get(page.tab.of, ()), page.name)
    return groups


def _tabbed(face: Face) -> Iterator[Page]:
    return (page for _, page in pages(face) if page.tab)


def _folded(text: str) -> str:
    return half_width(text).casefold()
