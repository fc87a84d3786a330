"""An infected mail taken apart: which of its files it is, and the text that people wrote.

The only place that builds a MIME tree, and only for a mail that is not going to be delivered. Whatever it
cannot read it leaves out: the result is words for a notice, which is scanned itself.
"""

import asyncio
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from html.parser import HTMLParser

from fumibako.processes.filterd.engines.clamd import Clamd, State
from fumibako.processes.filterd.mail import Mail

# SECURITY section 3. Python's parser goes down one call per level.
MOST_PARTS = 1000
LONGEST_TEXT = 100_000
LONGEST_FIELD = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
# A 35 MiB mail needs several times its size here: one after the other.
_one_at_a_time = asyncio.Semaphore(1)


@dataclass(frozen=True)
class Part:
    file_name: str
    content: bytes
    text: str = ""


@dataclass(frozen=True)
class Findings:
    """files: names of the infected ones, where they could be told. text: what the others say."""

    files: tuple[str, ...]
    text: str


async def examine(mail: Mail, clamd: Clamd) -> Findings:
    """Look at each part by itself. Raises EngineDown."""
    async with _one_at_a_time:
        parts = await asyncio.to_thread(_parts_of, b"".join(mail.content.blocks()))
        files, texts = [], []
        for part in parts:
            finding = await clamd.scan([part.content])
            if finding.state is State.CLEAN:
                texts.append(part.text)
            elif part.file_name:
                files.append(part.file_name)
        return Findings(tuple(files[:20]), "\n\n".join(text for text in texts if text)[:LONGEST_TEXT])


def readable(value: bytes) -> str:
    """A header's value for people: decoded where it can be, one line, not too long."""
    raw = value.decode("utf-8", "replace")
    try:
        pieces = [
            piece.decode(charset or "utf-8", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(raw)
        ]
    except (ValueError, LookupError):
        pieces = [raw]
    return _CONTROL.sub(" ", "".join(pieces)).strip()[:LONGEST_FIELD]


def _parts_of(content: bytes) -> tuple[Part, ...]:
    try:
        tree = email.message_from_bytes(content, policy=email.policy.compat32)
        leaves = [leaf for leaf in tree.walk() if not leaf.is_multipart()]
        return tuple(_part(leaf) for leaf in leaves) if len(leaves) <= MOST_PARTS else ()
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        # Python's parser on what attackers write: whatever it stumbles over, the notice goes without text.
        return ()


def _part(leaf: Message) -> Part:
    payload = leaf.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    name = readable(str(leaf.get_filename("")).encode("utf-8", "replace"))
    is_text = not name and leaf.get_content_maintype() == "text" and leaf.get_content_disposition() != "attachment"
    return Part(name, content, _text(leaf, content) if is_text else "")


def _text(leaf: Message, content: bytes) -> str:
    try:
        text = content.decode(leaf.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
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
