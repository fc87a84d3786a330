"""Folders of a site that ask for a user name and a password (D6)."""

import re
from dataclasses import dataclass

from fumibako.machine.state.web.error_pages import is_path

MAX_REALM = 60
MAX_LOGIN = 64
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]*")
_HASH = re.compile(r"\$6\$[./0-9A-Za-z]+\$[./0-9A-Za-z]+")
# A backslash escapes, "$" begins a variable and "%" an expression in Apache's configuration.
_NOT_IN_REALM = re.compile(r"[\\$%]")


def is_folder(text: str) -> bool:
    """Whether it is a folder as it stands in a site's addresses, without a slash at its end; "/" is the whole site."""
    return text == "/" or is_path(text)


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
