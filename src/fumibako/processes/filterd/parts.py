"""A mail's parts as its own structure tells them, by Python's MIME parser: python -m fumibako.processes.filterd.parts.

The only place that builds a MIME tree, and only for a mail that is not going to be delivered. Whatever it cannot read
it leaves out: the result is words for a notice, which is scanned itself.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser

from fumibako.machine.formats import charsets
from fumibako.processes.filterd.dissection import Piece, TooMuch, run

# SECURITY section 3. Python's parser goes down one call per level.
MOST_PARTS = 1000
LONGEST_TEXT = 100_000


def parts_of(content: bytes) -> Iterator[Piece]:
    """Raises TooMuch."""
    tree = email.message_from_bytes(content, policy=email.policy.compat32)
    leaves = [leaf for leaf in tree.walk() if not leaf.is_multipart()]
    if len(leaves) > MOST_PARTS:
        raise TooMuch(f"{len(leaves)} parts")
    for leaf in leaves:
        try:
            yield _piece(leaf)
        except (ValueError, LookupError, TypeError, AttributeError):
            # Python's parser on what attackers write: whatever it stumbles over, the notice goes without.
            continue


def _piece(leaf: Message) -> Piece:
    payload = leaf.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    name = charsets.readable(str(leaf.get_filename("")).encode("utf-8", "surrogateescape"))
    is_text = not name and leaf.get_content_maintype() == "text" and leaf.get_content_disposition() != "attachment"
    return Piece(content, name, _text(leaf, content[: 4 * LONGEST_TEXT]) if is_text else "")


def _text(leaf: Message, content: bytes) -> str:
    text = charsets.decode(content, leaf.get_content_charset(""))
    if leaf.get_content_subtype() == "html":
        text = "".join(_words_of(text))
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text.replace("\r\n", "\n")).strip()


def _words_of(html: str) -> Iterator[str]:
    words = _Words()
    words.feed(html[: 4 * LONGEST_TEXT])
    return iter(words.found)


class _Words(HTMLParser):
    """What a browser would show, roughly; block elements begin new lines."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_hidden = tag in {"script", "style", "head"}
        if tag in {"br", "p", "div", "tr", "li"}:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._is_hidden = False

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self.found.append(re.sub(r"\s+", " ", data))


if __name__ == "__main__":
    run(parts_of)
