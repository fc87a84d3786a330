"""What outsiders send by a request link (E5): the same limits and the same check as for the user's own files."""

from collections.abc import Iterable

from fumibako.chapters.cabinet import errors, rules, uploading
from fumibako.chapters.cabinet.giving import Visitor, note
from fumibako.chapters.cabinet.models import FileRequest, Happening, StoredFile
from fumibako.chapters.cabinet.queries import alive, check_reachable
from fumibako.chapters.cabinet.services import hash_of
from fumibako.chapters.cabinet.uploading import Coming, Part


def opened(token: str) -> FileRequest:
    """Raises LinkOver, LinkAway."""
    rows = FileRequest.objects.filter(alive(), token_hash=hash_of(token))
    row = rows.select_related("mailbox__domain__customer").first()
    if row is None:
        raise errors.LinkOver
    if not check_reachable(row.mailbox).takes_files:
        raise errors.LinkAway
    return row


def coming(request: FileRequest, *, name: str, size: int, stamp: str, sender: str) -> Coming:
    """Raises LinkAway, BadSender."""
    policy = check_reachable(request.mailbox)
    return Coming(request.mailbox, policy, name, size, stamp, request, rules.check_sender(sender))


def add_part(visitor: Visitor, coming: Coming, offset: int, part: Part) -> StoredFile:
    """Raises what uploading.begin and uploading.add raise."""
    file = uploading.add(coming, uploading.begin(coming), offset, part)
    if file.is_whole:
        _note(visitor, coming, file)
    return file


def send(visitor: Visitor, coming: Coming, pieces: Iterable[bytes]) -> StoredFile:
    """Raises what uploading.whole raises."""
    file = uploading.whole(coming, pieces)
    _note(visitor, coming, file)
    return file


def _note(visitor: Visitor, coming: Coming, file: StoredFile) -> None:
    if coming.request:
        note(coming.request, visitor, Happening.SENT, file_name=file.name, who=coming.sender)
