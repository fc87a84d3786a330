"""What is done with mails that were chosen: marked, moved, deleted (C1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from fumibako.chapters.webmail.imap import Folder, Gone, Session

_MARKS = {
    "read": ("\\Seen", True),
    "unread": ("\\Seen", False),
    "flag": ("\\Flagged", True),
    "unflag": ("\\Flagged", False),
}
_ROLES = {"delete": "Trash", "junk": "Junk", "good": "INBOX"}


ACTIONS = (*_MARKS, *_ROLES, "move")


@dataclass(frozen=True)
class Done:
    """words: for how many, "" where nothing is to be said. to: where they are now, as uids; "" where they stayed or are
    gone."""

    words: str = ""
    to: str = ""
    uids: tuple[int, ...] = ()


def change(
    session: Session, folders: Sequence[Folder], here: Folder, uids: Sequence[int], action: str, to: str
) -> Done:
    """Raises Gone."""
    if action in _MARKS:
        flag, is_on = _MARKS[action]
        session.mark(here.name, uids, flag, is_on=is_on)
    elif action == "delete" and here.role == "Trash":
        session.delete(here.name, uids)
        return Done(ngettext("%(number)d mail is deleted.", "%(number)d mails are deleted.", len(uids)))
    elif action == "move" or action in _ROLES:
        target = folder_of(folders, to) if action == "move" else of_role(folders, _ROLES[action], here)
        words = ngettext("%(number)d mail is moved.", "%(number)d mails are moved.", len(uids))
        if target.name == here.name:
            return Done(words)
        return Done(words, target.name, tuple(session.move(here.name, uids, target.name)))
    return Done()


def folder_of(folders: Sequence[Folder], name: str) -> Folder:
    """Raises Gone."""
    for found in folders:
        if found.name == name:
            return found
    raise Gone(name)


def of_role(folders: Sequence[Folder], role: str, here: Folder) -> Folder:
    """In the same mailbox. Raises Gone."""
    name = here.beside(role)
    for found in folders:
        if found.shared == here.shared and (found.role == role or found.name == name):
            return found
    raise Gone(role)
