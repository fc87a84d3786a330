"""A mail on its way through the filter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines.clamd import Scan
from fumibako.processes.filterd.engines.spamd import Opinion

# Limits of SECURITY section 3: more than this and no two readers need agree on what the header says.
HEADER_BYTES = 512 << 10
HEADER_FIELDS = 1000

_VALUE = rb"(?:[^\r\n]++|\r(?!\n))*"
_FIELD = re.compile(rb"(?:\A|(?<=\n))([!-9;-~]++)[ \t]*+:(" + _VALUE + rb"(?:\r\n[ \t]" + _VALUE + rb")*)(?:\r\n|\Z)")

# Postfix's own line on top (smtpd_sasl_authenticated_header); what a client calls itself stands in the first line only.
_LOGIN = re.compile(
    rb"Received: [^\r\n]*\r\n(?:[ \t](?!\(Authenticated)[^\r\n]*\r\n)*\t\(Authenticated sender: ([^\s()]+)\)"
)


class Direction(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True)
class Envelope:
    """direction; queue_id: Postfix's, by XFORWARD; parameters: those of MAIL FROM that travel on."""

    direction: Direction
    queue_id: str
    sender: str
    recipients: tuple[str, ...]
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mail:
    """header: the field lines, without the empty line; content holds the body from `body_start` on.

    scan, opinion: what the engines have to say, shared by all recipients. outcome: of the virus check.
    front: lines that the filter puts before everything else. The body is never touched.
    """

    envelope: Envelope
    header: bytes
    content: Content
    body_start: int
    scan: Scan | None = None
    opinion: Opinion | None = None
    front: tuple[str, ...] = ()
    is_notice: bool = False
    outcome: str = "off"
    flaw: str = field(default="", compare=False)

    @classmethod
    def arrived(
        cls, envelope: Envelope, content: Content, scan: Scan | None = None, opinion: Opinion | None = None
    ) -> "Mail":
        """Find where the header ends. A header beyond the limits is a flaw: nobody can scan it for sure."""
        head = content.head
        if head.startswith(b"\r\n"):
            return cls(envelope, b"", content, 0, scan, opinion)
        end = head.find(b"\r\n\r\n", 0, HEADER_BYTES)
        if end >= 0:
            header, flaw = head[: end + 2], ""
        elif content.size <= HEADER_BYTES:
            header, flaw = head, ""
        else:
            header, flaw = head[: head.rfind(b"\r\n", 0, HEADER_BYTES) + 2], "header too large"
        if not flaw and header.count(b"\n") > HEADER_FIELDS and len(_FIELD.findall(header)) > HEADER_FIELDS:
            flaw = "too many header fields"
        return cls(envelope, header, content, len(header), scan, opinion, flaw=flaw)

    @property
    def login(self) -> str:
        """Who logged in to send an outgoing mail; "" where Postfix does not say."""
        said = _LOGIN.match(self.header)
        return said[1].decode("ascii", "replace") if said else ""

    def with_front(self, *lines: str) -> "Mail":
        return replace(self, front=(*lines, *self.front))

    def without(self, pattern: re.Pattern[bytes]) -> "Mail":
        """The mail without the header fields whose whole text matches."""
        kept = pattern.sub(b"", self.header)
        return self if kept == self.header else replace(self, header=kept)

    def fields(self, name: str) -> list[bytes]:
        """The raw values of a field, in order; also where a blank stands before the colon (obs-syntax)."""
        wanted = name.lower().encode()
        return [value for key, value in _FIELD.findall(self.header) if key.lower() == wanted]

    def blocks(self) -> Iterator[bytes]:
        """The mail as it goes on."""
        start = "".join(f"{line}\r\n" for line in self.front).encode() + self.header
        first = True
        for block in self.content.blocks(self.body_start):
            yield start + block if first else block
            first = False
        if first:
            yield start
