"""The parts of a message, by Python's MIME parser: python -m fumibako.processes.filterd.mime.parts < message.

The only code that builds a MIME tree, and only for a message that will not be delivered. It names the files and finds
the text that the notice quotes. Nothing infected may be quoted in any form, so:

- a message whose structure is ambiguous has no text: what is text for Python's parser is a file for another reader;
- a message attached in an encoding is parsed by itself and never taken for text;
- every content that a reader could decode from a text is emitted with it, to be scanned before the text is quoted.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message
from html.parser import HTMLParser

from fumibako.machine.formats import charsets
from fumibako.processes.filterd.mime.interpretations import as_sent, contents_of_text
from fumibako.processes.filterd.mime.sandbox import LimitExceeded, Piece, run
from fumibako.processes.filterd.mime.strict import Ambiguous, ambiguous_bodies

# SECURITY section 3. Python's parser recurses once per level.
MAX_PARTS = 1000
MAX_DEPTH = 4
MAX_TEXT_CHARACTERS = 100_000
_POLICY = email.policy.compat32.clone(max_line_length=None)
_UNENCODED = frozenset({"", "7bit", "8bit", "binary"})


def pieces_of(message: bytes) -> Iterator[Piece]:
    """Every part, followed by what can be decoded from its text. Raises LimitExceeded."""
    for number, part in enumerate(_parts(message, 0)):
        if number == MAX_PARTS:
            raise LimitExceeded(f"more than {MAX_PARTS} parts")
        yield Piece(part.content, part.file_name, part.text, number)
        if part.text:
            for text in (part.content[: 4 * MAX_TEXT_CHARACTERS], part.text.encode("utf-8", "replace")):
                yield from (Piece(content, part=number) for content in contents_of_text(text))


def _parts(message: bytes, depth: int) -> Iterator[Piece]:
    is_ambiguous = _is_ambiguous(message)
    for entity in _entities(email.message_from_bytes(message, policy=_POLICY)):
        try:
            part = _part(entity, may_be_text=not is_ambiguous)
        except (ValueError, LookupError, TypeError, AttributeError, MessageError):
            # Python's parser on what attackers write: the notice does without the parts that it fails on.
            continue
        yield part
        if entity.is_multipart():
            if depth == MAX_DEPTH:
                raise LimitExceeded("messages in messages")
            yield from _parts(part.content, depth + 1)


def _is_ambiguous(message: bytes) -> bool:
    try:
        ambiguous_bodies(as_sent(message))
    except Ambiguous:
        return True
    return False


def _entities(entity: Message) -> Iterator[Message]:
    """The leaves, and messages attached in an encoding: Python's parser does not decode those before it parses them."""
    if entity.is_multipart() and not _is_encoded_message(entity):
        for inner in entity.get_payload():
            if isinstance(inner, Message):
                yield from _entities(inner)
    else:
        yield entity


def _is_encoded_message(entity: Message) -> bool:
    encoding = str(entity.get("Content-Transfer-Encoding", "")).strip().lower()
    return entity.get_content_maintype() == "message" and encoding not in _UNENCODED


def _part(entity: Message, *, may_be_text: bool) -> Piece:
    content = _decoded(entity)
    name = charsets.readable(str(entity.get_filename("")).encode("utf-8", "surrogateescape"))
    is_text = may_be_text and not name and _is_text(entity)
    return Piece(content, name, _text(entity, content[: 4 * MAX_TEXT_CHARACTERS]) if is_text else "")


def _decoded(entity: Message) -> bytes:
    leaf = entity
    if entity.is_multipart():
        encoded = b"".join(inner.as_bytes() for inner in entity.get_payload() if isinstance(inner, Message))
        leaf = Message(_POLICY)
        leaf["Content-Transfer-Encoding"] = entity["Content-Transfer-Encoding"]
        leaf.set_payload(encoded.lstrip(b"\n").decode("ascii", "surrogateescape"))
    payload = leaf.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _is_text(entity: Message) -> bool:
    return entity.get_content_maintype() == "text" and entity.get_content_disposition() != "attachment"


def _text(entity: Message, content: bytes) -> str:
    text = charsets.decode(content, entity.get_content_charset(""))
    if entity.get_content_subtype() == "html":
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
    run(pieces_of)
