"""CardDAV's XML (RFC 4918, 6352): what a telephone asks for, and what it is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from fumibako.machine.formats.numbers import number_of

DAV, CARD, SERVER = "DAV:", "urn:ietf:params:xml:ns:carddav", "http://calendarserver.org/ns/"
MAX_ASKED = 1_000_000
MAX_HREFS = 5000
MAX_NAMES = 100
for _prefix, _name in (("d", DAV), ("card", CARD), ("cs", SERVER)):
    ElementTree.register_namespace(_prefix, _name)

Values = Mapping[str, str | Element]
"""Of a resource: its properties by their names in Clark's notation, {namespace}name."""


class BadRequest(Exception):
    """No XML, or none that is understood."""


@dataclass(frozen=True)
class Asked:
    """kind: the element's name. names: the properties asked for, none for all. hrefs: paths of the cards asked for.
    Each once: the answer would be as large as somebody likes. filter: of a query. token, level: of a synchronisation,
    what was there last time, "" for nothing. most: how many cards are wanted, 0 for all."""

    kind: str
    names: tuple[str, ...] = ()
    hrefs: tuple[str, ...] = ()
    filter: Element | None = None
    token: str = ""
    level: str = ""
    most: int = 0


@dataclass(frozen=True)
class Found:
    """A resource and its properties; is_there: False for one that was asked for and is not there."""

    path: str
    values: Values = field(default_factory=dict)
    is_there: bool = True


def dav(name: str) -> str:
    return f"{{{DAV}}}{name}"


def card(name: str) -> str:
    return f"{{{CARD}}}{name}"


def asked(octets: bytes) -> Asked:
    """Nothing at all asks for everything (RFC 4918 section 9.1). Raises BadRequest."""
    if not octets.strip():
        return Asked(dav("propfind"))
    try:
        root = fromstring(octets[: MAX_ASKED + 1], forbid_dtd=True)
    except Exception as error:  # a stranger's XML
        raise BadRequest from error
    names = root.find(dav("prop"))
    hrefs = dict.fromkeys(unquote(urlsplit((each.text or "").strip()).path) for each in root.iter(dav("href")))
    asked_for = dict.fromkeys(each.tag for each in names) if names is not None else {}
    limits = [root.findtext(f"{{{space}}}limit/{{{space}}}nresults") for space in (DAV, CARD)]
    return Asked(
        root.tag,
        tuple(asked_for)[:MAX_NAMES],
        tuple(hrefs)[:MAX_HREFS],
        filter=root.find(card("filter")),
        token=(root.findtext(dav("sync-token")) or "").strip(),
        level=(root.findtext(dav("sync-level")) or "").strip(),
        most=max(map(number_of, limits)),
    )


def elements(*chains: Sequence[str]) -> Element:
    """A property's value: elements beside each other, each with the next of its chain in it."""
    made = Element("x")
    for chain in chains:
        place = made
        for name in chain:
            place = SubElement(place, name)
    return made


def reference(path: str) -> Element:
    made = Element("x")
    SubElement(made, dav("href")).text = path
    return made


def multistatus(found: Sequence[Found], names: Sequence[str], *, token: str = "", cut: str = "") -> bytes:
    """names: the properties asked for, none for all. token: of a synchronisation (RFC 6578). cut: the path of the book,
    where there are more than were wanted."""
    root = Element(dav("multistatus"))
    for each in found:
        response = SubElement(root, dav("response"))
        SubElement(response, dav("href")).text = each.path
        if not each.is_there:
            SubElement(response, dav("status")).text = "HTTP/1.1 404 Not Found"
            continue
        wanted = names or [name for name in each.values if name != card("address-data")]
        _propstat(response, [name for name in wanted if name in each.values], each.values, "200 OK")
        _propstat(response, [name for name in wanted if name not in each.values], {}, "404 Not Found")
    if cut:
        response = SubElement(root, dav("response"))
        SubElement(response, dav("href")).text = cut
        SubElement(response, dav("status")).text = "HTTP/1.1 507 Insufficient Storage"
    if token:
        SubElement(root, dav("sync-token")).text = token
    return _written(root)


def _propstat(response: Element, names: Sequence[str], values: Values, status: str) -> None:
    if not names:
        return
    propstat = SubElement(response, dav("propstat"))
    prop = SubElement(propstat, dav("prop"))
    for name in names:
        value = values.get(name, "")
        made = SubElement(prop, name)
        if isinstance(value, str):
            made.text = value
        else:
            made.extend(list(value))
    SubElement(propstat, dav("status")).text = f"HTTP/1.1 {status}"


def error(name: str, words: str = "") -> bytes:
    """A precondition that was not met, and why, for people."""
    root = Element(dav("error"))
    SubElement(root, name)
    if words:
        SubElement(root, dav("responsedescription")).text = words
    return _written(root)


def _written(root: Element) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode()
