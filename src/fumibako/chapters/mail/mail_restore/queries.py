"""Which copies there are, each for those who may see it.

A user sees the copies of the last seven days of this very account: what an earlier account of the same name had is not
theirs. An administrator sees all that are kept, also of accounts that are gone, but nothing from before the domain was
the customer's."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.mail_restore.errors import CopiesAway, NoCopy, NoFolder
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import CopiedFolder, LostMail, Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentRefused

USER_DAYS = 7


def days_of(mailbox: Mailbox, *, is_own: bool) -> list[date]:
    """The latest first. Raises CopiesAway."""
    first = timezone.localdate() - timedelta(days=USER_DAYS if is_own else _kept())
    since = mailbox.created_at if is_own else mailbox.domain.created_at
    return _seen(_copied(mailbox.domain).get(mailbox.local_part, []), max(first, timezone.localdate(since)))


def gone_accounts(domain: Domain) -> list[tuple[str, date]]:
    """Addresses that have copies and no account, with the latest day of each. Raises CopiesAway."""
    there = set(Mailbox.objects.filter(domain=domain).values_list("local_part", flat=True))
    first = max(timezone.localdate() - timedelta(days=_kept()), timezone.localdate(domain.created_at))
    copied = {name: _seen(days, first) for name, days in _copied(domain).items() if name not in there}
    return [(f"{name}@{domain.name}", days[0]) for name, days in sorted(copied.items()) if days]


def folders_of(mailbox: Mailbox, day: date, *, is_own: bool) -> list[CopiedFolder]:
    """Raises NoCopy, CopiesAway."""
    check_day(mailbox, day, is_own=is_own)
    try:
        return Mailboxes(settings.FUMIBAKO).copied_folders(mailbox.address, day)
    except (AgentDown, AgentRefused) as error:
        raise CopiesAway from error


def lost_mails(mailbox: Mailbox, day: date, folder: str) -> tuple[list[LostMail], int]:
    """What a folder had on that day and the mailbox has no more, the newest, and how many there are: for its user
    only, because subjects are theirs. Raises NoCopy, NoFolder, CopiesAway."""
    if folder not in {each.name for each in folders_of(mailbox, day, is_own=True)}:
        raise NoFolder
    try:
        return Mailboxes(settings.FUMIBAKO).lost_mails(mailbox.address, day, folder)
    except (AgentDown, AgentRefused) as error:
        raise CopiesAway from error


def check_day(mailbox: Mailbox, day: date, *, is_own: bool) -> date:
    """Raises NoCopy, CopiesAway."""
    if day not in days_of(mailbox, is_own=is_own):
        raise NoCopy
    return day


def _copied(domain: Domain) -> dict[str, list[date]]:
    try:
        return Mailboxes(settings.FUMIBAKO).copied_days(domain.name)
    except (AgentDown, AgentRefused) as error:
        raise CopiesAway from error


def _seen(days: list[date], first: date) -> list[date]:
    return sorted((day for day in days if day >= first), reverse=True)


def _kept() -> int:
    return int(settings.FUMIBAKO.settings.mail.copies_days)
