"""Folders of a site that ask for a user name and a password (D6)."""

import re
import unicodedata
from dataclasses import dataclass

from fumibako.machine.state.spelling import composed, formed
from fumibako.machine.state.web.error_pages import MAX_PATH

MAX_REALM = 60
MAX_LOGIN = 64
# Letters of any script; no "%", which begins an expression, and no segment that begins with a dot.
_FOLDER = re.compile(r"(?:/[\w~-][\w.~・-]*)+")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]*")
_HASH = re.compile(r"\$6\$[./0-9A-Za-z]+\$[./0-9A-Za-z]+")
# A backslash escapes, "$" begins a variable and "%" an expression in Apache's configuration.
_NOT_IN_REALM = re.compile(r"[\\$%]")


def is_folder(text: str) -> bool:
    """Whether it is a folder as people read it in a site's addresses, without a slash at its end; "/" is the whole
    site. In the one spelling of its letters that `composed` makes."""
    is_fit = len(text) <= MAX_PATH and composed(text) == text
    return text == "/" or (is_fit and _FOLDER.fullmatch(text) is not None)


def spellings(folder: str) -> tuple[str, ...]:
    """A folder as it may be called on the disk: Macs put accents and voiced kana into letters of their own (NFD), and
    some programs make others of compatibility kanji."""
    whole = unicodedata.normalize("NFC", folder)
    return tuple(dict.fromkeys((folder, formed("NFD", folder), whole, unicodedata.normalize("NFD", whole))))


def is_realm(text: str) -> bool:
    """Whether it can be what browsers show above the question for a password."""
    return 0 < len(text) <= MAX_REALM and text.isprintable() and not _NOT_IN_REALM.search(text)


def is_login(text: str) -> bool:
    """Whether a line of an .htpasswd file can begin with it."""
    return len(text) <= MAX_LOGIN and _LOGIN.fullmatch(text) is not None


@dataclass(frozen=True, kw_only=True)
class ProtectedFolder:
    """number: names its file of users, and is never reused. users: login and hash of each; without one nobody gets in.
    Raises ValueError for what a web server's files cannot carry."""

    number: int
    path: str
    realm: str
    users: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not (is_folder(self.path) and is_realm(self.realm)):
            raise ValueError("not a folder or not a realm")
        if not all(is_login(login) and _HASH.fullmatch(hashed) for login, hashed in self.users):
            raise ValueError("not a user of a folder")


@dataclass(frozen=True, kw_only=True)
class Access:
    """Every folder of a site that is protected. Of two, the inner one's users count."""

    folders: tuple[ProtectedFolder, ...] = ()
