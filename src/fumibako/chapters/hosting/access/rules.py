"""What can be restricted, and for whom, rule by rule (D6)."""

from fumibako.chapters.hosting.access import errors
from fumibako.chapters.hosting.folders import as_read
from fumibako.machine.state.web.access import MAX_LOGIN, MAX_REALM, is_folder, is_login, is_realm

MAX_FOLDERS = 50
MAX_USERS = 200
MAX_TEXT = 60


def check_folder(path: str) -> str:
    """Return it as `as_read` does. Raises BadFolder."""
    folder = as_read(path)
    if not is_folder(folder):
        raise errors.BadFolder(path=path[:MAX_TEXT])
    return folder


def check_realm(text: str) -> str:
    """Raises BadRealm."""
    if not is_realm(text):
        raise errors.BadRealm(most=MAX_REALM)
    return text


def check_login(login: str) -> str:
    """Raises BadLogin."""
    if not is_login(login):
        raise errors.BadLogin(login=login[:MAX_TEXT], most=MAX_LOGIN)
    return login


def check_number_of_folders(number: int) -> None:
    """Raises TooManyFolders."""
    if number > MAX_FOLDERS:
        raise errors.TooManyFolders(most=MAX_FOLDERS)


def check_number_of_users(number: int) -> None:
    """Raises TooManyUsers."""
    if number > MAX_USERS:
        raise errors.TooManyUsers(most=MAX_USERS)
