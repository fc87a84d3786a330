"""What a rule of sorting may be (C5)."""

from collections.abc import Sequence

from fumibako.chapters.mail.sorting import errors
from fumibako.groundwork.names import is_name
from fumibako.machine.state.mail.condition import Condition

MAX_FOLDER = 100
_REFUSED = frozenset('*%&"\\')  # wildcards of IMAP's LIST, and what modified UTF-7 and strings are made of


def check_folder(text: str) -> str:
    """Return the folder's path as IMAP has it, "" for the inbox. Raises BadFolder."""
    parts = [part.strip() for part in text.replace("／", "/").split("/")]
    if parts == [""] or parts == ["INBOX"]:
        return ""
    folder = "/".join(parts)
    is_bad = not all(parts) or _REFUSED.intersection(folder) or any(part.startswith((".", "~")) for part in parts)
    if is_bad or not is_name(folder, most=MAX_FOLDER):
        raise errors.BadFolder
    return folder


def check_rule(conditions: Sequence[Condition], folder: str, *, marks_read: bool, is_flagged: bool) -> None:
    """Raises NoCondition, NoAction."""
    if not conditions:
        raise errors.NoCondition
    if not (folder or marks_read or is_flagged):
        raise errors.NoAction
