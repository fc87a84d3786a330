"""What IMAP's answers become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fumibako.machine.formats.charsets import one_line, readable

PAGE = 50
DEEPEST = 3
_ORDER = ("INBOX", "Drafts", "Sent", "Junk", "Trash", "")


@dataclass(frozen=True)
class Folder:
    """role: IMAP's special use without its backslash ("Sent", "Junk"), INBOX's own name, "" for the others.

    number: its mails. label: its name below the folder in which it lies, depth levels down.
    """

    name: str
    role: str
    unread: int = 0
    number: int = 0
    label: str = ""
    depth: int = 0


USUAL = tuple(Folder(name, name) for name in ("INBOX", "Drafts", "Sent", "Junk", "Trash"))
"""What every mailbox has, for pages that ask for none."""


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
    is_answered: bool
    is_forwarded: bool
    preview: str


@dataclass(frozen=True)
class Listing:
    """A page of a folder or of a search in it, newest first. number: how many mails there are in all."""

    rows: tuple[Row, ...]
    number: int


def in_order(found: Sequence[tuple[Folder, str]]) -> tuple[Folder, ...]:
    """The usual ones first, then the others by name, each below the one in which it lies. With each its separator."""
    names = {folder.name for folder, _ in found if not folder.role}
    placed = [(_ORDER.index(folder.role), _placed(folder, separator, names)) for folder, separator in found]
    return tuple(folder for _, folder in sorted(placed, key=lambda each: (each[0], each[1].name)))


def _placed(folder: Folder, separator: str, names: set[str]) -> Folder:
    """Below the nearest folder that there is: others in its name are parts of its label."""
    parts = folder.name.split(separator) if separator else [folder.name]
    above = [separator.join(parts[:end]) for end in range(1, len(parts))]
    there = [end for end, name in enumerate(above, 1) if name in names]
    label = separator.join(parts[there[-1] :]) if there else folder.name
    return replace(folder, label=label, depth=min(len(there), DEEPEST))


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
        is_answered=b"\\Answered" in flags,
        is_forwarded=b"$Forwarded" in flags,
        preview=one_line((fetched.get(b"PREVIEW") or b"").decode("utf-8", "replace")),
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
