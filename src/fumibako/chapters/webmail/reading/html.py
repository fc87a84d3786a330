"""HTML of strangers made safe: what may stay is listed, everything else goes. The page's policy and the frame's sandbox
are two more walls behind this one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import mark_safe

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "center", "code", "dd", "del", "div", "dl", "dt", "em", "font", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike"),
    *("strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul"),
}
_ATTRIBUTES = {
    "*": {"style", "align", "valign", "width", "height", "bgcolor", "color", "dir", "lang", "title"},
    "a": {"href"},
    "font": {"face", "size"},
    "img": {"src", "alt", "border"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# None that loads anything (background-image) or leaves its place (position).
_STYLES = {
    *("background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius"),
    *("border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "display"),
    *("font-family", "font-size", "font-style", "font-weight", "height", "letter-spacing", "line-height", "margin"),
    *("margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width", "padding"),
    *("padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "text-indent"),
    *("vertical-align", "white-space", "width", "word-break"),
}
# Of a style's value: none that loads or computes but these.
_FUNCTION = re.compile(r"(?<![\w-])(?!(?:rgba?|hsla?)\()[\w-]*\(|\\|/\*", re.IGNORECASE)
# In the page itself: a page in a sandbox is of no origin, and gets no file of ours.
LOOK = mark_safe(
    "<style>"
    "body{margin:16px 24px;font-family:sans-serif;line-height:1.6;background:#fff;color:#111;overflow-wrap:anywhere}"
    "table{overflow-wrap:break-word}"  # "anywhere" looks for breaks in all cells before it lays out one
    "img{max-width:100%;height:auto}"
    ".fumibako-head{border-bottom:1px solid #888;margin-bottom:16px;padding-bottom:12px}"
    ".fumibako-head h1{font-size:1.25rem;margin:0 0 8px}"
    ".fumibako-head dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0;font-size:.875rem}"
    ".fumibako-head dt{color:#555}.fumibako-head dd{margin:0}.fumibako-text{white-space:pre-wrap}"
    "</style>"
)
# A host of the internet by its name. No address in whatever spelling, no port, no name of a local network: a mail that
# was let load its pictures would ask the reader's own router.
_INTERNET = re.compile(
    r"https://(?:[a-z0-9_-]{1,63}\.)+(?!(?:localhost|local|localdomain|internal|intranet|lan|home|corp|arpa)\b)"
    r"(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})(?:[/?#]|\Z)",
    re.IGNORECASE | re.ASCII,
)
_PICTURE = re.compile("<im(?:g|age)", re.IGNORECASE)
_LINKS = ("http", "https", "mailto", "tel")
_GONE_WITH_CONTENT = {"script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object", "select"}


@dataclass(frozen=True)
class Safe:
    """blocked: how many remote pictures were left out."""

    html: str
    blocked: int


def safe(html: str, *, inline: Mapping[str, str], with_remote: bool = False) -> Safe:
    """inline: the mail's own pictures as data: addresses, by Content-ID. with_remote: the reader asked for those
    of others."""
    blocked = 0

    def attribute(tag: str, name: str, value: str) -> str | None:
        nonlocal blocked
        if name == "style":
            return ";".join(each for each in value.split(";") if not _FUNCTION.search(each))
        if name not in ("src", "href"):
            return value
        scheme = _scheme(value)
        if name == "href":
            return value if scheme in _LINKS else None
        if scheme == "cid":
            return inline.get(value.strip()[4:])
        if with_remote and _INTERNET.match(value):
            return value
        blocked += scheme in ("http", "https", "")
        return None

    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={*_LINKS, "cid", "data"},
        filter_style_properties=_STYLES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Safe(cleaned, blocked)


def has_remote(html: str) -> bool:
    """Whether there are pictures that are left out: most mails need not be read for that."""
    return bool(_PICTURE.search(html)) and safe(html, inline={}).blocked > 0


def _scheme(url: str) -> str:
    try:
        return urlsplit(url.strip()).scheme.lower()
    except ValueError:
        return "?"
