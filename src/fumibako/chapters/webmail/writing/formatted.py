"""Text with formatting (C1): sanitised here whatever a browser sent, its pictures taken out as parts of the mail.

In a form and in a draft's values its pictures are data: addresses; in a mail they are parts, named by Content-ID.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

import nh3

from fumibako.chapters.webmail.writing.html_text import text_of_html
from fumibako.machine.formats.mime import Picture

MAX_HTML = 2_000_000
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "hr", "i", "img", "li", "ol"),
    *("p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
_ATTRIBUTES = {
    "*": {"style", "align", "dir", "lang"},
    "a": {"href"},
    "blockquote": {"type"},
    "font": {"color", "face", "size"},
    "img": {"src", "alt", "width", "height"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "width"},
}
# None that loads anything or leaves its place.
_STYLES = {
    *(
        "background-color",
        "border",
        "border-collapse",
        "border-left",
        "color",
        "font-family",
        "font-size",
        "font-style",
    ),
    *("font-weight", "line-height", "margin", "margin-left", "padding", "padding-left", "text-align"),
    *("text-decoration", "vertical-align", "white-space", "width"),
}
_LINKS = ("http", "https", "mailto", "tel")
_GONE_WITH_CONTENT = {"script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object", "select"}
_PICTURE = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/]+={0,2})")


def clean(html: str, pictures: Mapping[str, str] | None = None) -> str:
    """What may stand in a mail of ours. pictures: of the mail it comes from, as data: addresses by Content-ID."""

    def source(value: str) -> str | None:
        given = (pictures or {}).get(value.strip()[4:], "") if value.strip().lower().startswith("cid:") else value
        return given if _PICTURE.fullmatch(given) else None

    return _cleaned(html, source)


def taken_apart(html: str) -> tuple[str, tuple[Picture, ...]]:
    """As it stands in a mail, and its pictures, each once."""
    found: dict[str, Picture] = {}

    def source(value: str) -> str | None:
        kind, octets = _octets(value)
        if not octets:
            return None
        name = f"{sha256(octets).hexdigest()[:32]}@pictures"
        found[name] = Picture(name, kind, octets)
        return f"cid:{name}"

    return _cleaned(html, source), tuple(found.values())


def text_of(html: str) -> str:
    """What it says, in plain text. html: cleaned; all of it is read, and none of its pictures."""
    without, _pictures = taken_apart(html)
    return text_of_html(without, len(without))


def as_html(text: str) -> str:
    """Plain text, line by line."""
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def quotation(said: str, html: str) -> str:
    """Below an answer's own words."""
    return f'<div><br></div>{as_html(said)}<blockquote type="cite">{html}</blockquote>'


def _octets(value: str) -> tuple[str, bytes]:
    found = _PICTURE.fullmatch(value)
    try:
        return (found[1], base64.b64decode(found[2], validate=True)) if found else ("", b"")
    except binascii.Error:
        return "", b""


def _cleaned(html: str, source: Callable[[str], str | None]) -> str:
    def attribute(_tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return source(value)
        if name == "href":
            return value if _scheme(value) in _LINKS else None
        return value

    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={*_LINKS, "data", "cid"},
        filter_style_properties=_STYLES,
        link_rel=None,
    )


def _scheme(url: str) -> str:
    try:
        return urlsplit(url.strip()).scheme.lower()
    except ValueError:
        return ""
