"""How WordPress can be installed, rule by rule (D16)."""

import re
from collections.abc import Collection, Mapping, Sequence

from fumibako.chapters.hosting.wordpress import errors
from fumibako.machine.daemons.sites.control import is_word
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address

MAX_TITLE, MAX_LOGIN, MAX_TEXT = 60, 60, 60
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]*")


def check_title(text: str) -> str:
    """Raises BadTitle."""
    if not 0 < len(text) <= MAX_TITLE or not text.isprintable():
        raise errors.BadTitle(most=MAX_TITLE)
    return text


def check_login(text: str) -> str:
    """Raises BadLogin."""
    if len(text) > MAX_LOGIN or not _LOGIN.fullmatch(text):
        raise errors.BadLogin(login=text[:MAX_TEXT], most=MAX_LOGIN)
    return text


def check_folder(text: str) -> str:
    """Return it without slashes around; "" is the whole website. Raises BadFolder."""
    folder = text.strip("/")
    if folder and not is_word(folder):
        raise errors.BadFolder(folder=text[:MAX_TEXT])
    return folder


def check_email(text: str) -> str:
    """Raises BadEmail."""
    try:
        return parse_foreign_address(text)
    except BadAddress as error:
        raise errors.BadEmail(email=text[:MAX_TEXT]) from error


def check_copy_folder(text: str, taken: Collection[str]) -> str:
    """Of a staging copy. taken: folders that have a WordPress already. Raises BadFolder, NoFolder, FolderTaken."""
    folder = check_folder(text)
    if not folder:
        raise errors.NoFolder
    if folder in taken:
        raise errors.FolderTaken(folder=folder)
    return folder


def check_parts(parts: Sequence[Mapping[str, str]], keys: Collection[str]) -> list[tuple[str, str]]:
    """keys: as `part_key` spells them. Raises NothingToUpdate."""
    chosen = [(part["kind"], part["key"]) for part in parts if part["newest"] and part_key(part) in keys]
    if not chosen or len(chosen) != len(set(keys)):
        raise errors.NothingToUpdate
    return chosen


def part_key(part: Mapping[str, str]) -> str:
    return f"{part['kind']}:{part['key']}"
