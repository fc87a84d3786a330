"""What an app password can be."""

from collections.abc import Iterable

from fumibako.chapters.mail.app_passwords.errors import AppNameTaken, BadAppName, NoProtocol, TooManyAppPasswords
from fumibako.groundwork.names import is_name
from fumibako.machine.state.mail.app_passwords import PROTOCOLS

MAX = 20


def check_app_name(text: str) -> str:
    """Raises BadAppName."""
    text = text.strip()
    if not text or not is_name(text, most=60):
        raise BadAppName
    return text


def check_app_name_free(name: str, there: Iterable[str]) -> None:
    """Raises AppNameTaken."""
    if name.casefold() in map(str.casefold, there):
        raise AppNameTaken(name=name)


def check_protocols(chosen: Iterable[str]) -> list[str]:
    """Raises NoProtocol."""
    kept = [protocol for protocol in PROTOCOLS if protocol in set(chosen)]
    if not kept:
        raise NoProtocol
    return kept


def check_app_limit(there: int) -> None:
    """Raises TooManyAppPasswords."""
    if there >= MAX:
        raise TooManyAppPasswords(most=MAX)
