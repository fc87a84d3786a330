"""A mail that is being written: what a draft's mail says, and the two mails that become of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import format_datetime, make_msgid
from enum import StrEnum
from hashlib import sha256

from fumibako.chapters.webmail.letter import Letter, attachment_of, field, letter_of, people_of
from fumibako.chapters.webmail.recipients import shown, typed
from fumibako.chapters.webmail.writing.formatted import MAX_HTML, as_html, clean, taken_apart, text_of
from fumibako.machine.formats.charsets import one_line, words
from fumibako.machine.formats.mime import File, Person, ids_field, mail, people_field, text_field

LONGEST_SUBJECT = 250
MAX_REFERENCES = 20
LONGEST_TIME = 32
_ID = re.compile(r"<[!-;=?-~]{3,240}>")
_ORIGIN = re.compile(r"(reply|forward) ([0-9]{1,10}) (.+)")
_QUOTATION = re.compile(r"((?s:.*?))((?:^[^\n]*[:：]\n)?^>(?s:.*))?\Z", re.MULTILINE)
_TYPED = {"to": "X-Fumibako-Typed-To", "cc": "X-Fumibako-Typed-Cc", "bcc": "X-Fumibako-Typed-Bcc"}


class Kind(StrEnum):
    REPLY = "reply"
    FORWARD = "forward"


@dataclass(frozen=True)
class Origin:
    """The mail that is answered or forwarded."""

    kind: Kind
    folder: str
    uid: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """to, cc, bcc, send_at: as they are typed, right or not. sender: the shared mailbox in whose name it goes out, ""
    for the own one. html: the text with formatting, sanitised, its pictures as data: addresses; text is what it says
    then. "" for plain text. calendar: the answer to an invitation, for calendar
    programs."""

    message_id: str
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    calendar: bytes = b""
    files: tuple[File, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    origin: Origin | None = None
    send_at: str = ""
    sender: str = ""

    def digest(self) -> str:
        """Of what was typed."""
        typed_texts = (self.to, self.cc, self.bcc, self.subject, self.text.rstrip(), self.html)
        return sha256("\0".join(typed_texts).encode("utf-8", "replace")).hexdigest()

    def people(self) -> tuple[Person, ...]:
        return tuple(person for text in (self.to, self.cc, self.bcc) for person in typed(text).people)


def signed(draft: Draft, signature: str) -> Draft:
    """With the signature above what is quoted."""
    if not signature:
        return draft
    html = f"<div><br></div>{as_html(signature)}{draft.html}" if draft.html else ""
    return replace(draft, text=f"\n\n{signature}\n{draft.text}", html=html)


def inserted(draft: Draft, subject: str, text: str) -> Draft:
    """With a template or signature where its writer has got to: at the end of their own words, above the quotation."""
    if draft.html:
        own, mark, quoted = draft.html.partition("<blockquote")
        return replace(draft, subject=subject or draft.subject, html=clean(f"{own}{as_html(text)}{mark}{quoted}"))
    own, quoted = _QUOTATION.match(draft.text).groups()  # type: ignore[union-attr] # matches anything
    before = f"{own.rstrip()}\n\n" if own.strip() else ""
    after = f"\n\n{quoted}" if quoted else "\n"
    return replace(draft, subject=subject or draft.subject, text=f"{before}{text}{after}")


def new_message_id(address: str) -> str:
    return make_msgid(domain=address.rpartition("@")[2])


def ids_of(text: str) -> tuple[str, ...]:
    """The Message-IDs in a field or in a form's value; the first and the last ones where there are many."""
    found = _ID.findall(text)
    return tuple(found if len(found) <= MAX_REFERENCES else (found[0], *found[1 - MAX_REFERENCES :]))


def origin_of(text: str) -> Origin | None:
    """What origin_text() wrote."""
    found = _ORIGIN.fullmatch(one_line(text))
    return Origin(Kind(found[1]), found[3], int(found[2])) if found else None


def origin_text(origin: Origin | None) -> str:
    return f"{origin.kind} {origin.uid} {origin.folder}" if origin else ""


def as_mail(draft: Draft, sender: Person, at: datetime, *, with_bcc: bool) -> bytes:
    """What is sent, and with Bcc what is kept of it."""
    recipients = [("To", draft.to), ("Cc", draft.cc), *([("Bcc", draft.bcc)] if with_bcc else [])]
    return _written(draft, _fields(draft, sender, at, recipients))


def as_draft(draft: Draft, sender: Person, at: datetime) -> bytes:
    """With everything that was typed, so that it can be gone on with."""
    fields = _fields(draft, sender, at, [("To", draft.to), ("Cc", draft.cc), ("Bcc", draft.bcc)])
    for name, header in _TYPED.items():
        if typed(getattr(draft, name)).wrong:
            fields.append(text_field(header, one_line(getattr(draft, name).replace("\n", ", "))))
    if draft.origin:
        fields.append(text_field("X-Fumibako-Origin", origin_text(draft.origin)))
    if draft.send_at:
        fields.append(text_field("X-Fumibako-Send-At", draft.send_at))
    return _written(draft, fields)


def _written(draft: Draft, fields: Sequence[bytes]) -> bytes:
    html, pictures = taken_apart(draft.html)
    return mail(fields, draft.text, draft.files, html=html, pictures=pictures, calendar=draft.calendar)


def _fields(draft: Draft, sender: Person, at: datetime, recipients: Iterable[tuple[str, str]]) -> list[bytes]:
    fields = [text_field("Date", format_datetime(at)), people_field("From", [sender])]
    for name, text in recipients:
        if people := typed(text).people:
            fields.append(people_field(name, people))
    fields += [text_field("Subject", draft.subject), ids_field("Message-ID", [draft.message_id])]
    if draft.in_reply_to:
        fields.append(ids_field("In-Reply-To", [draft.in_reply_to]))
    if draft.references:
        fields.append(ids_field("References", draft.references))
    return fields


def draft_of(octets: bytes, *, address: str) -> Draft:
    """What a mail in the drafts' folder says, whichever program wrote it. Raises nothing."""
    message = message_from_bytes(octets, policy=policy.compat32)
    letter = draft_letter(octets)
    html = clean(letter.html, letter.inline)
    in_reply_to = ids_of(field(message, "In-Reply-To"))
    return Draft(
        message_id=next(iter(ids_of(_whole(message, "Message-ID"))), _own_id(octets, address)),
        to=_typed(message, "to"),
        cc=_typed(message, "cc"),
        bcc=_typed(message, "bcc"),
        subject=letter.subject[:LONGEST_SUBJECT],
        text=(text_of(html) if html else letter.text).replace("\r\n", "\n").rstrip("\n"),
        html=html,
        calendar=letter.calendar if _is_answer(letter.calendar) else b"",
        files=files_of(octets, [each.number for each in letter.files]),
        in_reply_to=in_reply_to[0] if in_reply_to else "",
        references=ids_of(_whole(message, "References")),
        origin=origin_of(_whole(message, "X-Fumibako-Origin")),
        send_at=_whole(message, "X-Fumibako-Send-At")[:LONGEST_TIME],
        sender=next((each.address for each in letter.senders if each.address != address), ""),
    )


def draft_letter(octets: bytes) -> Letter:
    """A draft, or a mail of ours, whole. Too much formatting is left out; its pictures are files then."""
    letter = letter_of(octets, most=len(octets))
    cleaned = clean(letter.html, letter.inline)
    if len(cleaned) <= MAX_HTML * 2:
        return letter
    return replace(letter, html="", text=letter.text or text_of(cleaned))


def _is_answer(calendar: bytes) -> bool:
    return re.search(rb"(?im)^METHOD:REPLY\s*$", calendar) is not None


def _own_id(octets: bytes, address: str) -> str:
    """Of a draft without one: the same at each look."""
    return f"<{sha256(octets).hexdigest()[:40]}@{address.rpartition('@')[2]}>"


def files_of(octets: bytes, numbers: Sequence[int]) -> tuple[File, ...]:
    """Those of a mail's attachments that are still there."""
    kinds = {each.number: each.kind for each in letter_of(octets).attachments}
    found = ((number, attachment_of(octets, number)) for number in numbers if number in kinds)
    return tuple(File(part[0], kinds[number], part[1]) for number, part in found if part)


def _typed(message: Message, name: str) -> str:
    return _whole(message, _TYPED[name]) or shown(people_of(message, name))


def _whole(message: Message, name: str) -> str:
    """A field's value, however long it is."""
    return one_line(words(str(message.get(name) or "").encode("utf-8", "surrogateescape")))
