"""Which folder of ours a folder of the old mailbox becomes. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

# By special use (RFC 6154), and by the names that mail programs gave these folders before there was one.
_OURS = {
    "Sent": ("sent", "sent items", "sent messages", "sent mail", "送信済み", "送信済みアイテム", "送信済みメール"),
    "Drafts": ("drafts", "draft", "下書き"),
    "Trash": ("trash", "deleted items", "deleted messages", "deleted", "ゴミ箱", "ごみ箱", "削除済みアイテム"),
    "Junk": ("junk", "junk e-mail", "junk email", "spam", "bulk mail", "迷惑メール"),
}
_NOT_A_FOLDER = {b"\\noselect", b"\\nonexistent"}
_EVERYTHING = {b"\\all", b"\\flagged", b"\\important"}  # Gmail's views of mails that lie in other folders, too


@dataclass(frozen=True)
class Found:
    """As LIST tells it. name: Unicode, with the server's separator."""

    name: str
    flags: frozenset[bytes]
    separator: str


@dataclass(frozen=True)
class Pair:
    source: str
    target: str


def paired(found: Iterable[Found]) -> tuple[Pair, ...]:
    """What is copied where, the inbox first. Views and nodes without mails are left out."""
    folders = [
        folder for folder in found if not {flag.lower() for flag in folder.flags} & (_NOT_A_FOLDER | _EVERYTHING)
    ]
    under_inbox = _is_all_under_inbox(folders)
    pairs = {Pair(folder.name, _target(folder, under_inbox=under_inbox)) for folder in folders}
    return tuple(sorted(pairs, key=lambda pair: (pair.target != "INBOX", pair.target, pair.source)))


def _is_all_under_inbox(folders: Collection[Found]) -> bool:
    """Courier's and Cyrus' way: every folder is the inbox's child, and means to stand beside it."""
    others = [folder for folder in folders if folder.name.upper() != "INBOX"]
    return all(folder.name.upper().startswith(f"INBOX{folder.separator}") for folder in others)


def _target(folder: Found, *, under_inbox: bool) -> str:
    if folder.name.upper() == "INBOX":
        return "INBOX"
    name = folder.name[len(f"INBOX{folder.separator}") :] if under_inbox else folder.name
    special = {flag.lower().lstrip(b"\\").decode("ascii", "replace") for flag in folder.flags}
    for ours, names in _OURS.items():
        if ours.lower() in special or name.casefold() in names:
            return ours
    parts = name.split(folder.separator) if folder.separator else [name]
    return "/".join(_without_ours(part) for part in parts)


def _without_ours(part: str) -> str:
    """Our separator within a name, where the old server had another one; no name of control characters or nothing."""
    return "".join("_" if character == "/" or not character.isprintable() else character for character in part) or "_"
