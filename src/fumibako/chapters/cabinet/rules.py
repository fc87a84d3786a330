"""What a file, a link and a request of the cabinet may be, rule by rule (E5)."""

from collections.abc import Sequence

from fumibako.chapters.cabinet import errors
from fumibako.chapters.cabinet.models import Policy, State, StoredFile
from fumibako.groundwork.names import is_name
from fumibako.groundwork.ui.templatetags.ui import size as size_in_words
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address
from fumibako.machine.formats.visible import is_visible
from fumibako.machine.state.spelling import composed

GIGABYTE = 1 << 30
BYTES_PER_SEAT = 5 * GIGABYTE
MAX_DAYS, MAX_FILE_GIGABYTES = 90, 50
MAX_DOWNLOADS, MAX_RECIPIENTS = 1000, 50
MIN_PASSWORD, MAX_PASSWORD = 8, 100
MAX_NAME_BYTES, MAX_NOTE, MAX_SENDER = 255, 200, 100


def check_file_name(text: str) -> str:
    """The last part of a path, as browsers of old sent it. Raises BadFileName."""
    name = composed(text).replace("\\", "/").rpartition("/")[2].strip()
    is_fit = name.strip(".") and len(name.encode("utf-8", "replace")) <= MAX_NAME_BYTES
    if not is_fit or not all(map(is_visible, name)):
        raise errors.BadFileName(name=text[:60])
    return name


def check_file_size(name: str, size: int, policy: Policy) -> int:
    """Raises EmptyFile, FileTooLarge."""
    if size < 1:
        raise errors.EmptyFile(name=name)
    if size > policy.max_file_bytes:
        raise errors.FileTooLarge(name=name, most=size_in_words(policy.max_file_bytes))
    return size


def check_space(size: int, left: int) -> None:
    """Raises CabinetFull."""
    if size > left:
        raise errors.CabinetFull(left=size_in_words(max(0, left)))


def check_days(days: int, policy: Policy) -> int:
    """Raises BadDays."""
    if not 1 <= days <= policy.max_days:
        raise errors.BadDays(most=policy.max_days)
    return days


def check_downloads(number: int) -> int:
    """0: no limit. Raises BadDownloads."""
    if not 0 <= number <= MAX_DOWNLOADS:
        raise errors.BadDownloads(most=MAX_DOWNLOADS)
    return number


def check_link_password(text: str, policy: Policy) -> str:
    """Raises PasswordNeeded, BadLinkPassword."""
    if not text:
        if policy.needs_password:
            raise errors.PasswordNeeded
        return ""
    if not MIN_PASSWORD <= len(text) <= MAX_PASSWORD:
        raise errors.BadLinkPassword(least=MIN_PASSWORD, most=MAX_PASSWORD)
    return text


def check_recipients(texts: Sequence[str]) -> list[str]:
    """Raises BadRecipient, TooManyRecipients."""
    found = []
    for text in texts:
        try:
            found.append(parse_foreign_address(text).lower())
        except BadAddress as error:
            raise errors.BadRecipient(address=text[:60]) from error
    if len(found) > MAX_RECIPIENTS:
        raise errors.TooManyRecipients(most=MAX_RECIPIENTS)
    return list(dict.fromkeys(found))


def check_note(text: str, *, is_needed: bool = False) -> str:
    """Raises BadNote, NoNote."""
    text = text.strip()
    if is_needed and not text:
        raise errors.NoNote
    if not is_name(text, most=MAX_NOTE):
        raise errors.BadNote
    return text


def check_sender(text: str) -> str:
    """Raises BadSender."""
    text = text.strip()
    if not text or not is_name(text, most=MAX_SENDER):
        raise errors.BadSender
    return text


def is_linkable(file: StoredFile, policy: Policy) -> bool:
    """One that has yet to be checked may be linked: it is handed out once it has been."""
    return may_go_out(file, policy) or file.state == State.WAITING


def check_linkable(file: StoredFile, policy: Policy) -> None:
    """Raises FileNotSafe."""
    if not is_linkable(file, policy):
        raise errors.FileNotSafe(name=file.name, reason=file.get_state_display())


def may_go_out(file: StoredFile, policy: Policy) -> bool:
    return file.state == State.CLEAN or (file.state == State.UNSCANNED and policy.passes_unscanned)


def check_number(field: str, number: int, least: int, most: int) -> int:
    """Raises BadLimit."""
    if not least <= number <= most:
        raise errors.BadLimit(field, least=least, most=most)
    return number


def check_seats(number: int, most: int) -> None:
    """Raises NotInContract, TooManySeats."""
    if number and not most:
        raise errors.NotInContract
    if number > most:
        raise errors.TooManySeats(max=most, number=number)
