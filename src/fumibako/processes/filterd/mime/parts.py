"""The parts of a message, by Python's MIME parser: python -m fumibako.processes.filterd.mime.parts < message.

The only code that builds a MIME tree, and only for a message that will not be delivered. Parts that it cannot read are
left out: the result is text for a notice, and the notice is scanned.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser

from fumibako.machine.formats import charsets
from fumibako.processes.filterd.mime.sandbox import LimitExceeded, Piece, run

# SECURITY section 3. Python's parser recurses once per level.
MAX_PARTS = 1000
MAX_TEXT_CHARACTERS = 100_000


def parts_of(content: bytes) -> Iterator[Piece]:
    """Raises LimitExceeded."""
    tree = email.message_from_bytes(content, policy=email.policy.compat32)
    leaves = [leaf for leaf in tree.walk() if not leaf.is_multipart()]
    if len(leaves) > MAX_PARTS:
        raise LimitExceeded(f"{len(leaves)} parts")
    for leaf in leaves:
        try:
            yield _piece(leaf)
        except (ValueError, LookupError, TypeError, AttributeError):
            # Python's parser on what attackers write: the notice does without the parts that it fails on.
            continue


def _piece(leaf: Message) -> Piece:
    payload = leaf.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    name = charsets.readable(str(leaf.get_filename("")).encode("utf-8", "surrogateescape"))
    is_text = not name and leaf.get_content_maintype() == "text" and leaf.get_content_disposition() != "attachment"
    return Piece(content, name, _text(leaf, content[: 4 * MAX_TEXT_CHARACTERS]) if is_text else "")


def _text(leaf: Message, content: bytes) -> str:
    text = charsets.decode(content, leaf.get_content_charset(""))
    if leaf.get_content_subtype() == "html":
        text = "".join(_text_of_html(text))
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text.replace("\r\n", "\n")).strip()


def _text_of_html(html: str) -> Iterator[str]:
    parser = _VisibleText()
    parser.feed(html[: 4 * MAX_TEXT_CHARACTERS])
    return iter(parser.text)


class _VisibleText(HTMLParser):
    """Roughly the text that a browser shows; block elements begin new lines."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_hidden = tag in {"script", "style", "head"}
        if tag in {"br", "p", "div", "tr", "li"}:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._is_hidden = False

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self.text.append(re.sub(r"\s+", " ", data))


if __name__ == "__main__":
    run(parts_of)
