"""What IMAP's answers become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fumibako.machine.formats.charsets import one_line, readable
from fumibako.machine.state.mail.shared import PREFIX

PAGE = 50
DEEPEST = 3
MOST_WIDE = 80
"""Characters of a preview with wide ones, of others twice as many: what a window of 1920 points shows."""
_ANSWERED_BY = b"answered-by-"
_ORDER = ("INBOX", "Drafts", "Sent", "Junk", "Trash", "")


@dataclass(frozen=True)
class Folder:
    """role: IMAP's special use without its backslash ("Sent", "Junk"), INBOX's own name, "" for the others.

    number: its mails. next: the UID that the next one gets. changed: grows with each change, of flags too. shared: the
    address of the shared mailbox that it is in, "" for the own one. label: its name below the folder in which it lies,
    depth levels down.
    """

    name: str
    role: str
    unread: int = 0
    number: int = 0
    label: str = ""
    depth: int = 0
    shared: str = ""
    next: int = 0
    changed: int = 0

    def beside(self, name: str) -> str:
        """The folder of that name in the same mailbox, as it is named here."""
        return "/".join((PREFIX, self.shared, *(() if name == "INBOX" else (name,)))) if self.shared else name


USUAL = tuple(Folder(name, name) for name in ("INBOX", "Drafts", "Sent", "Junk", "Trash"))
"""What every mailbox has, for pages that ask for none."""


@dataclass(frozen=True)
class Row:
    """others: the older mails of its conversation, where the list is one of conversations."""

    folder: str
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
    answered_by: str = ""
    others: tuple[int, ...] = ()

    @property
    def uids(self) -> str:
        """Its own first."""
        return ",".join(map(str, (self.uid, *self.others)))


@dataclass(frozen=True)
class Listing:
    """A page of a folder or of a search in it, newest first. number: how many mails there are in all."""

    rows: tuple[Row, ...]
    number: int


def in_order(found: Sequence[tuple[Folder, str]]) -> tuple[Folder, ...]:
    """The usual ones first, then the others by name, each below the one in which it lies. With each its separator."""
    names = {folder.name for folder, _ in found if not folder.role}
    own = [each for each in found if not each[0].shared]
    placed = [(_ORDER.index(folder.role), _placed(folder, separator, names)) for folder, separator in own]
    shared = [_placed_in_shared(folder) for folder, _ in found if folder.shared]
    shared.sort(key=lambda folder: (folder.shared, folder.depth, _ORDER.index(folder.role), folder.name))
    return (*(folder for _, folder in sorted(placed, key=lambda each: (each[0], each[1].name))), *shared)


def shared_of(name: str) -> str:
    """The address of the shared mailbox that a folder belongs to, "" for none."""
    parts = name.split("/")
    return parts[1] if parts[0] == PREFIX and len(parts) > 1 else ""


def _placed_in_shared(folder: Folder) -> Folder:
    """Its inbox bears its address, the others lie below."""
    rest = folder.name.split("/")[2:]
    role = rest[0] if rest in (["Sent"], ["Junk"], ["Trash"]) else ""
    return replace(folder, role=role, label="/".join(rest) or folder.shared, depth=1 if rest else 0)


def _placed(folder: Folder, separator: str, names: set[str]) -> Folder:
    """Below the nearest folder that there is: others in its name are parts of its label."""
    parts = folder.name.split(separator) if separator else [folder.name]
    above = [separator.join(parts[:end]) for end in range(1, len(parts))]
    there = [end for end, name in enumerate(above, 1) if name in names]
    label = separator.join(parts[there[-1] :]) if there else folder.name
    return replace(folder, label=label, depth=min(len(there), DEEPEST))


def row_of(folder: str, uid: int, fetched: Mapping[bytes, Any], *, is_sent: bool) -> Row:
    envelope, flags = fetched[b"ENVELOPE"], fetched[b"FLAGS"]
    people = (envelope.to if is_sent else envelope.from_) or ()
    return Row(
        folder=folder,
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
        answered_by=next((_name_in(flag) for flag in flags if flag.startswith(_ANSWERED_BY)), ""),
        preview=_cut(one_line((fetched.get(b"PREVIEW") or b"").decode("utf-8", "replace"))),
    )


def _cut(preview: str) -> str:
    most = 2 * MOST_WIDE if preview.isascii() else MOST_WIDE
    return preview if len(preview) <= most else f"{preview[: most - 1]}…"


def answered_by_flag(address: str) -> str:
    """By which the others see who answered a mail of a shared mailbox."""
    return f"{_ANSWERED_BY.decode()}{address}"


def _name_in(flag: bytes) -> str:
    return one_line(flag.removeprefix(_ANSWERED_BY).decode("ascii", "replace"))


def _person(address: Any) -> str:
    """The name, unless it is none or pretends to be another address. No word of an address is read as a name's are."""
    name = readable(address.name or b"")
    bare = one_line(b"@".join(part for part in (address.mailbox, address.host) if part).decode("utf-8", "replace"))
    return bare if not name or ("@" in name and bare) else name


def _has_attachment(structure: Any) -> bool:
    """Whether any part says that it is one (RFC 3501, body disposition)."""
    if isinstance(structure, bytes):
        return structure.lower() == b"attachment"
    return isinstance(structure, tuple | list) and any(_has_attachment(part) for part in structure)
