"""What can be closed to visitors from abroad, and who gets in nevertheless (D7)."""

from collections.abc import Sequence

from fumibako.chapters.hosting.folders import as_read
from fumibako.chapters.hosting.overseas import errors
from fumibako.groundwork.networks import WholeInternet, check_network
from fumibako.machine.state.web.access import is_folder
from fumibako.machine.state.web.error_pages import is_path

MAX_FOLDERS = 50
MAX_TEXT = 60


def check_folder(text: str) -> str:
    """Return it as `as_read` does. Raises BadClosedFolder."""
    folder = as_read(text)
    if not is_folder(folder):
        raise errors.BadClosedFolder(path=text[:MAX_TEXT])
    return folder


def check_page(text: str) -> str:
    """ "" is ours. Raises BadRefusalPage."""
    if text and not is_path(text):
        raise errors.BadRefusalPage(path=text[:MAX_TEXT])
    return text


def check_opens_nothing(page: str, closed: Sequence[str]) -> None:
    """Who is refused sees the page, and what lies below its name. Raises BadRefusalPage."""
    if page and any(f"{folder}/".startswith(f"{page.rstrip('/')}/") for folder in closed):
        raise errors.BadRefusalPage(path=page)


def check_number_of_folders(number: int) -> None:
    """Raises TooManyClosedFolders."""
    if number > MAX_FOLDERS:
        raise errors.TooManyClosedFolders(most=MAX_FOLDERS)


def check_exception(text: str) -> str:
    """Return an address or range in its one spelling. Raises BadNetwork, HostBits, NoException."""
    try:
        return check_network(text)
    except WholeInternet as error:
        raise errors.NoException(text=text[:MAX_TEXT]) from error
