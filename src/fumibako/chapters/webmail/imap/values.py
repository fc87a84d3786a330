"""What IMAP's answers become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fumibako.machine.formats.charsets import readable

PAGE = 50


@dataclass(frozen=True)
class Folder:
    """role: IMAP's special use without its backslash ("Sent", "Junk"), INBOX's own name, "" for the others."""

    name: str
    role: str
    unread: int


@dataclass(frozen=True)
class Row:
    uid: int
    who: str
    subject: str
    received_at: datetime
    bytes: int
    is_unread: bool
    is_flagged: bool
    has_attachment: bool


@dataclass(frozen=True)
class Listing:
    """A page of a folder or of a search in it, newest first. number: how many mails there are in all."""

    rows: tuple[Row, ...]
    number: int


def row_of(uid: int, fetched: Mapping[bytes, Any], *, is_sent: bool) -> Row:
    envelope, flags = fetched[b"ENVELOPE"], fetched[b"FLAGS"]
    people = (envelope.to if is_sent else envelope.from_) or ()
    return Row(
        uid=uid,
        who=", ".join(_person(each) for each in people[:3]),
        subject=readable(envelope.subject or b""),
        received_at=fetched[b"INTERNALDATE"],
        bytes=fetched[b"RFC822.SIZE"],
        is_unread=b"\\Seen" not in flags,
        is_flagged=b"\\Flagged" in flags,
        has_attachment=_has_attachment(fetched[b"BODYSTRUCTURE"]),
    )


def _person(address: Any) -> str:
    if address.name:
        return readable(address.name)
    return readable(b"@".join(part for part in (address.mailbox, address.host) if part))


def _has_attachment(structure: Any) -> bool:
    """Whether any part says that it is one (RFC 3501, body disposition)."""
    if isinstance(structure, bytes):
        return structure.lower() == b"attachment"
    return isinstance(structure, tuple | list) and any(_has_attachment(part) for part in structure)
