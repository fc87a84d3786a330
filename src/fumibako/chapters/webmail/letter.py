"""A mail as it came, taken apart for reading: header fields, text, HTML, attachments. Nothing here raises."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from fumibako.machine.formats.charsets import decode, one_line, readable, words
from fumibako.machine.formats.mime import Person

MAX_PARTS = 200
MAX_TEXT = 500_000
MAX_INLINE = 5_000_000
MAX_CALENDAR = 300_000
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True)
class Attachment:
    """number: its place among the mail's parts."""

    number: int
    name: str
    kind: str
    bytes: int
    content_id: str = ""

    @property
    def is_picture(self) -> bool:
        """Of a kind that can be shown small."""
        return self.kind in PICTURES

    @property
    def is_pdf(self) -> bool:
        """Many programs send one as any file."""
        return self.kind == "application/pdf" or self.name.lower().endswith(".pdf")


@dataclass(frozen=True)
class Letter:
    """html: "" where the mail has none. inline: its own pictures as data: addresses, by Content-ID.

    calendar: an invitation, or an answer to one, as it came. sender: the field as it reads; senders: whoever it
    names. at: None where the date cannot be read.
    """

    sender: str
    senders: tuple[Person, ...]
    to: str
    cc: str
    subject: str
    date: str
    at: datetime | None
    text: str
    html: str
    inline: dict[str, str]
    attachments: tuple[Attachment, ...]
    calendar: bytes = b""
    message_id: str = ""

    @property
    def files(self) -> tuple[Attachment, ...]:
        """Without the pictures that its HTML shows, and without answers to invitations."""
        shown = {name for name in self.inline if f"cid:{name}" in self.html}
        return tuple(each for each in self.attachments if each.content_id not in shown and not self._answers(each))

    def _answers(self, part: Attachment) -> bool:
        return part.kind == "text/calendar" and re.search(rb"(?im)^METHOD:REPLY\s*$", self.calendar) is not None


def letter_of(mail: bytes, charset: str = "", most: int = MAX_TEXT) -> Letter:
    """charset: what its texts are read in, whatever the mail says; "" for what it says. most: octets of each text."""
    message = _parsed(mail)
    text, html, inline, attachments, calendar = "", "", {}, [], b""
    for number, part in _leaves(message):
        kind = part.get_content_type()
        is_attached = part.get_content_disposition() == "attachment" or bool(_name(part))
        content_id = field(part, "Content-ID").strip().strip("<>")
        if kind == "text/plain" and not is_attached and not text:
            text = _text(part, charset, most)
        elif kind == "text/html" and not is_attached and not html:
            html = _text(part, charset, most)
        else:
            octets = _octets(part)
            if kind == "text/calendar" and len(octets) <= MAX_CALENDAR:
                calendar = calendar or octets
            if content_id and kind in PICTURES and len(octets) <= MAX_INLINE:
                inline[content_id] = f"data:{kind};base64,{base64.b64encode(octets).decode()}"
            attachments.append(Attachment(number, _name(part) or _unnamed(number, kind), kind, len(octets), content_id))
    return Letter(
        sender=people(message, "From"),
        senders=people_of(message, "From"),
        to=people(message, "To"),
        cc=people(message, "Cc"),
        subject=readable(_raw(message, "Subject")),
        date=field(message, "Date"),
        at=_moment(message),
        text=text,
        html=html,
        inline=inline,
        attachments=tuple(attachments),
        calendar=calendar,
        message_id=field(message, "Message-ID").strip(),
    )


def attachment_of(mail: bytes, number: int) -> tuple[str, bytes] | None:
    """Its file name and content; None where the mail has no such part."""
    for place, part in _leaves(_parsed(mail)):
        if place == number:
            return _name(part) or _unnamed(number, part.get_content_type()), _octets(part)
    return None


def people(message: Message, name: str) -> str:
    return one_line(words(_raw(message, name)))[:2000]


def people_of(message: Message, name: str) -> tuple[Person, ...]:
    """Those of a field. Names are decoded after the addresses are taken apart: they may hold commas."""
    values = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    found = getaddresses(values)
    those = (Person(one_line(words(name.encode("utf-8", "surrogateescape"))), one_line(at)) for name, at in found)
    return tuple(person for person in those if person.address)


def file_name(mail: bytes) -> str:
    """What a mail is called as a file: its subject."""
    subject = re.sub(r"[\\/:*?\"<>|]", "_", letter_of(mail).subject)[:80].strip(" .")
    return f"{subject or 'mail'}.eml"


def is_mail(octets: bytes) -> bool:
    """Whether it begins like one: header fields, among them one that every mail has (RFC 5322 section 3.6)."""
    head = re.split(rb"\r?\n\r?\n", octets[:200_000], maxsplit=1)[0]
    lines = re.split(rb"\r?\n", head)
    are_fields = all(line[:1] in (b" ", b"\t") or re.match(rb"[!-9;-~]+[ \t]*:", line) for line in lines)
    return are_fields and re.search(rb"(?im)^(?:from|date)[ \t]*:", head) is not None and b"\0" not in octets


def in_lines(octets: bytes) -> bytes:
    """With the line ends of a mail, whatever a system wrote."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", octets)


def fields_of(mail: bytes) -> list[tuple[str, str]]:
    """Every header field, read, in its order."""
    message = _parsed(mail)
    raw = ((key, str(value).encode("utf-8", "surrogateescape")) for key, value in message.raw_items())
    return [(one_line(key), one_line(words(value))) for key, value in raw]


def field(message: Message, name: str) -> str:
    return readable(_raw(message, name))


def _parsed(mail: bytes) -> Message:
    """Its header fields alone where its parts lie in one another too deep to be read."""
    try:
        return message_from_bytes(mail, policy=policy.compat32)
    except RecursionError:
        return BytesHeaderParser(policy=policy.compat32).parsebytes(mail)


def _leaves(message: Message) -> Iterator[tuple[int, Message]]:
    """A mail that is attached is one part."""
    for number, part in enumerate(_walk(message)):
        if number >= MAX_PARTS:
            return
        if not _holds_parts(part):
            yield number, part


def _walk(part: Message) -> Iterator[Message]:
    yield part
    for inner in _parts(part) if _holds_parts(part) else ():
        yield from _walk(inner)


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def _holds_parts(part: Message) -> bool:
    return part.is_multipart() and part.get_content_maintype() == "multipart"


def _raw(part: Message, name: str) -> bytes:
    """The field's octets as they came."""
    for key, value in part.raw_items():
        if key.lower() == name.lower():
            return str(value).encode("utf-8", "surrogateescape")
    return b""


def _octets(part: Message) -> bytes:
    if part.is_multipart():
        return b"".join(map(_as_it_came, _parts(part)))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _as_it_came(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n", max_line_length=None, mangle_from_=False))
    except RecursionError:
        return b""


def _text(part: Message, charset: str, most: int) -> str:
    return decode(_octets(part)[:most], charset or str(part.get_param("charset") or ""))


def _moment(message: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message.get("Date") or ""))
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None


def _unnamed(number: int, kind: str) -> str:
    return f"part-{number}.eml" if kind == "message/rfc822" else f"part-{number}"


def _name(part: Message) -> str:
    """The file's name by RFC 2231, or by RFC 2047 as many programs write it; never a path."""
    for parameter, header in (("filename", "Content-Disposition"), ("name", "Content-Type")):
        value = part.get_param(parameter, header=header.lower())
        if isinstance(value, tuple):
            charset, _, octets = value
            text = decode(octets.encode("latin-1", "replace"), charset or "")
        else:
            text = words(str(value or "").encode("utf-8", "surrogateescape"))
        if name := one_line(text).replace("\\", "/").rpartition("/")[2][:200]:
            return name
    return ""
