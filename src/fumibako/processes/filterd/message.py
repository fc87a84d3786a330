"""A message on its way through the filter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines.clamd import Scan
from fumibako.processes.filterd.engines.senders import SenderCheck
from fumibako.processes.filterd.engines.spam_check import SpamCheck

# Limits of SECURITY section 3: beyond them, two readers need not agree on what the header says.
MAX_HEADER_BYTES = 512 << 10
MAX_HEADER_FIELDS = 1000

_VALUE = rb"(?:[^\r\n]++|\r(?!\n))*"
_FIELD = re.compile(rb"(?:\A|(?<=\n))([!-9;-~]++)[ \t]*+:(" + _VALUE + rb"(?:\r\n[ \t]" + _VALUE + rb")*)(?:\r\n|\Z)")

# Postfix's own field on top (smtpd_sasl_authenticated_header); the client's HELO name is in its first line only.
_LOGIN = re.compile(
    rb"Received: [^\r\n]*\r\n(?:[ \t](?!\(Authenticated)[^\r\n]*\r\n)*\t\(Authenticated sender: ([^\s()]+)\)"
)

_ID = re.compile(rb"<([!-;=?-~]{3,250})>")


class Direction(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True)
class Envelope:
    """queue_id, client, helo: Postfix's, by XFORWARD; client: the address that the message came from, "" for one that
    was made on this machine. parameters: those of MAIL FROM that are passed on."""

    direction: Direction
    queue_id: str
    sender: str
    recipients: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    client: str = ""
    helo: str = ""


@dataclass(frozen=True)
class Judged:
    """The spam check's verdict. mark: of X-Fumibako-Spam; engine: "" for SpamAssassin; is_seen: a
    copy of it came a moment ago."""

    mark: str
    score: float
    threshold: float
    engine: str = ""
    is_seen: bool = False


@dataclass(frozen=True)
class Message:
    """header: the fields, without the empty line. content: the whole message; its body begins at `body_start`.

    scan, spam_check, sender_check: the engines' results, shared by all recipients. outcome: of the virus check; virus:
    the name of what it removed. judged: what the spam check found. prepended: fields that the filter adds at the top.
    The body is never changed.
    """

    envelope: Envelope
    header: bytes
    content: Content
    body_start: int
    scan: Scan | None = None
    spam_check: SpamCheck | None = None
    sender_check: SenderCheck | None = None
    prepended: tuple[str, ...] = ()
    is_notice: bool = False
    outcome: str = "off"
    virus: str = ""
    judged: Judged | None = None
    flaw: str = field(default="", compare=False)

    @classmethod
    def received(
        cls,
        envelope: Envelope,
        content: Content,
        scan: Scan | None = None,
        spam_check: SpamCheck | None = None,
        sender_check: SenderCheck | None = None,
    ) -> "Message":
        """Find the end of the header. A header beyond the limits is a flaw: it cannot be scanned reliably."""
        head = content.head
        if head.startswith(b"\r\n"):
            return cls(envelope, b"", content, 0, scan, spam_check, sender_check)
        end = head.find(b"\r\n\r\n", 0, MAX_HEADER_BYTES)
        if end >= 0:
            header, flaw = head[: end + 2], ""
        elif content.size <= MAX_HEADER_BYTES:
            header, flaw = head, ""
        else:
            header, flaw = head[: head.rfind(b"\r\n", 0, MAX_HEADER_BYTES) + 2], "header too large"
        if not flaw and header.count(b"\n") > MAX_HEADER_FIELDS and len(_FIELD.findall(header)) > MAX_HEADER_FIELDS:
            flaw = "too many header fields"
        return cls(envelope, header, content, len(header), scan, spam_check, sender_check, flaw=flaw)

    @property
    def login(self) -> str:
        """The login that sent an outgoing message; "" if Postfix does not say."""
        match = _LOGIN.match(self.header)
        return match[1].decode("ascii", "replace") if match else ""

    @property
    def answers(self) -> str:
        """The Message-ID of the mail that it answers (RFC 5322 section 3.6.4), without its brackets; "" for none."""
        found = [_ID.search(value) for value in self.fields("In-Reply-To")[:1]]
        return found[0][1].decode("ascii", "replace") if found and found[0] else ""

    def prepend(self, *lines: str) -> "Message":
        return replace(self, prepended=(*lines, *self.prepended))

    def without_fields(self, pattern: re.Pattern[bytes]) -> "Message":
        """The message without the header fields whose whole text matches."""
        kept = pattern.sub(b"", self.header)
        return self if kept == self.header else replace(self, header=kept)

    def fields(self, name: str) -> list[bytes]:
        """The raw values of a field, in order; also if blanks precede the colon (obs-syntax)."""
        wanted = name.lower().encode()
        return [value for key, value in _FIELD.findall(self.header) if key.lower() == wanted]

    def blocks(self) -> Iterator[bytes]:
        """The message as it is handed on."""
        start = "".join(f"{line}\r\n" for line in self.prepended).encode() + self.header
        is_first = True
        for block in self.content.blocks(self.body_start):
            yield start + block if is_first else block
            is_first = False
        if is_first:
            yield start
