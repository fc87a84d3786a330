"""What has changed in a book since a telephone was last here (RFC 6578): what it was told then is kept for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts.dav_books import Entry, tag_of
from fumibako.chapters.webmail.contacts.models import Told

MOST_TOLD = 8  # of a book: a telephone, a tablet, a mail program, each with one before
KEPT = timedelta(days=60)
_PREFIX = "data:,"  # a URI (RFC 6578 section 4)


class UnknownToken(Exception):
    """It is read whole again."""


@dataclass(frozen=True)
class Since:
    """gone: names of cards."""

    changed: Sequence[Entry]
    gone: Sequence[str]


def token_of(entries: Sequence[Entry]) -> str:
    return f"{_PREFIX}{tag_of(entries)}"


def since(*, mailbox: Mailbox, book: str, entries: Sequence[Entry], token: str) -> Since:
    """And remember what is told now. Raises UnknownToken."""
    now = {entry.name: entry.etag[1:17] for entry in entries}
    before: dict[str, str] = {}
    if token and token != token_of(entries):
        told = Told.objects.filter(mailbox=mailbox, book=book, tag=token.removeprefix(_PREFIX)[:32]).first()
        if told is None or not token.startswith(_PREFIX):
            raise UnknownToken
        before = told.cards
    elif token:
        before = now
    _remember(mailbox, book, tag_of(entries), now)
    changed = [entry for entry in entries if before.get(entry.name) != now[entry.name]]
    return Since(changed, sorted(before.keys() - now.keys()))


def _remember(mailbox: Mailbox, book: str, tag: str, cards: dict[str, str]) -> None:
    at = timezone.now()
    with transaction.atomic():
        Told.objects.update_or_create(mailbox=mailbox, book=book, tag=tag, defaults={"cards": cards, "at": at})
        same = Told.objects.filter(mailbox=mailbox, book=book)
        oldest = same.order_by("-at").values_list("pk", flat=True)[MOST_TOLD:]
        Told.objects.filter(pk__in=list(oldest)).delete()
        same.filter(at__lt=at - KEPT).delete()
