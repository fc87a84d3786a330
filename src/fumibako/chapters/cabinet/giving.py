"""What outsiders do by a link (E5): prove what it asks for, and download. Every step is a line of the log.

A download is counted when it begins, by the form that is sent, never by opening an address: what mail scanners do uses
nothing up. The same browser goes on with it, from where it was cut as well, and that counts no more.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fumibako.chapters.cabinet import errors, mails
from fumibako.chapters.cabinet.models import Access, FileRequest, Happening, Link, LinkedFile, Policy
from fumibako.chapters.cabinet.queries import alive, check_reachable
from fumibako.chapters.cabinet.rules import may_go_out
from fumibako.chapters.cabinet.services import hash_of
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume_code, issue_code
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.passwords import is_right

CODE = Purpose(name="cabinet_code", lifetime=timedelta(minutes=10), per_subject=5, per_remote=30)
BRAKE = timedelta(minutes=15)
TRIES_FROM_ONE, TRIES = 5, 30


@dataclass(frozen=True)
class Visitor:
    """who: the address that was proved, or the name that was typed."""

    remote: str
    browser: str
    who: str = ""


def opened(token: str) -> tuple[Link, Policy]:
    """Raises LinkOver, LinkAway."""
    link = Link.objects.filter(alive(), token_hash=hash_of(token)).select_related("mailbox__domain__customer").first()
    if link is None:
        raise errors.LinkOver
    return link, check_reachable(link.mailbox)


def note(
    of: Link | FileRequest, visitor: Visitor, happening: Happening, *, file_name: str = "", who: str = ""
) -> Access:
    return Access.objects.create(
        mailbox=of.mailbox,
        link=of if isinstance(of, Link) else None,
        request=of if isinstance(of, FileRequest) else None,
        note=of.note,
        happening=happening,
        file_name=file_name,
        who=(who or visitor.who)[:320],
        remote=visitor.remote,
        browser=visitor.browser[:200],
        at=timezone.now(),
    )


def check_password(of: Link | FileRequest, visitor: Visitor, password: str) -> None:
    """The try is noted as wrong before it is looked at, so that many at once are all counted. Raises
    WrongLinkPassword, TooManyTries."""
    with transaction.atomic():
        type(of).objects.select_for_update().get(pk=of.pk)
        since = timezone.now() - BRAKE
        wrong = of.accesses.filter(happening=Happening.WRONG_PASSWORD, at__gt=since).order_by("-at")
        for tries, most in ((wrong.filter(remote=visitor.remote), TRIES_FROM_ONE), (wrong, TRIES)):
            times = list(tries.values_list("at", flat=True)[:most])
            if len(times) == most:
                wait = times[-1] - since
                raise errors.TooManyTries(minutes=max(1, -(-wait // timedelta(minutes=1))))
        row = note(of, visitor, Happening.WRONG_PASSWORD)
    if not is_right(password[:200], of.password_hash):
        raise errors.WrongLinkPassword
    Access.objects.filter(pk=row.pk).update(happening=Happening.ENTERED)


def ask_for_code(link: Link, visitor: Visitor, address: str) -> None:
    """Whether the address is one of the recipients, nobody learns. Raises TooManyIssued."""
    address = address.strip().lower()
    if address in link.recipients:
        with transaction.atomic():
            digits = issue_code(CODE, _subject(link, address), remote=visitor.remote)
            mails.code(link, address, digits)
            note(link, visitor, Happening.CODE_MAILED, who=address)


def prove(link: Link, visitor: Visitor, address: str, code: str) -> None:
    """Raises WrongCode, CodeEnded."""
    try:
        consume_code(CODE, _subject(link, address), code)
    except Refused:
        note(link, visitor, Happening.WRONG_CODE, who=address)
        raise
    note(link, visitor, Happening.PROVED, who=address)


def take(link: Link, policy: Policy, visitor: Visitor, key: str) -> LinkedFile:
    """Count a download that begins. Of two at once that share the last one, one does. Raises NoSuchFile, FileNotSafe,
    UsedUp."""
    linked = found(link, policy, key)
    with transaction.atomic():
        rows = LinkedFile.objects.filter(pk=linked.pk)
        free = rows.filter(downloads__lt=link.max_downloads) if link.max_downloads else rows
        if not free.update(downloads=F("downloads") + 1):
            raise errors.UsedUp(name=linked.file.name)
        note(link, visitor, Happening.DOWNLOADED, file_name=linked.file.name)
    return linked


def found(link: Link, policy: Policy, key: str) -> LinkedFile:
    """Raises NoSuchFile, FileNotSafe."""
    linked = link.linked.select_related("file").filter(file__key=key, file__expires_at__gt=timezone.now()).first()
    if linked is None:
        raise errors.NoSuchFile
    if not may_go_out(linked.file, policy):
        raise errors.FileNotSafe(name=linked.file.name, reason=linked.file.get_state_display())
    return linked


def _subject(link: Link, address: str) -> str:
    return f"{link.pk}:{address}"[:320]
