"""Looking at old mail without changing anything."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.old_mail.errors import OldMailAway
from fumibako.chapters.mail.old_mail.models import Retention
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import Mailboxes, OldMails
from fumibako.machine.provision.client import AgentDown, AgentRefused

COUNT_SECONDS = 15.0  # a page waits


@dataclass(frozen=True)
class Doomed:
    """What of a folder the next night deletes, or moves to the archive. days: after which it goes."""

    folder: str
    days: int
    before: date
    messages: int
    bytes: int
    archives: bool = False


@dataclass(frozen=True)
class DomainTotal:
    """What of all accounts of a domain is older than a day. counted: of how many accounts it could be told in time."""

    accounts: int
    counted: int
    messages: int
    bytes: int


def old_mails(mailbox: Mailbox, before: date) -> list[OldMails]:
    """Raises OldMailAway."""
    try:
        return Mailboxes(settings.FUMIBAKO).old_mails(mailbox.address, before)
    except (AgentDown, AgentRefused) as error:
        raise OldMailAway from error


def retention_of(domain: Domain) -> int | None:
    """After how many days mail of the domain goes; None: never."""
    return Retention.objects.filter(domain=domain).values_list("days", flat=True).first()


def doomed(mailbox: Mailbox, today: date) -> list[Doomed]:
    """What a run on that day deletes, then what it moves to the archive. Raises OldMailAway."""
    rules = list(mailbox.standing_rules.all())
    ages = {rule.folder: rule.days for rule in rules if not rule.archives}
    retention = retention_of(mailbox.domain)
    # What the retention deletes the same night need not be moved before.
    moved = {rule.folder: rule.days for rule in rules if rule.archives and (retention is None or rule.days < retention)}
    wanted = {*ages.values(), *moved.values(), *(() if retention is None else (retention,))}
    found = {days: old_mails(mailbox, today - timedelta(days=days)) for days in wanted}
    deleted = chosen(found, ages, retention, today)
    gone = {each.folder: each for each in deleted}
    archived = (
        replace(
            each,
            messages=each.messages - (gone[each.folder].messages if each.folder in gone else 0),
            bytes=each.bytes - (gone[each.folder].bytes if each.folder in gone else 0),
            archives=True,
        )
        for each in chosen(found, moved, None, today)
    )
    return [*deleted, *(each for each in archived if each.messages)]


def old_mails_of_domain(domain: Domain, before: date, seconds: float = COUNT_SECONDS) -> DomainTotal:
    """Of as many accounts as can be asked in that time."""
    end, counted, messages, size = time.monotonic() + seconds, 0, 0, 0
    mailboxes = list(Mailbox.objects.filter(domain=domain).order_by("pk"))
    for mailbox in mailboxes:
        if time.monotonic() > end:
            break
        try:
            found = old_mails(mailbox, before)
        except OldMailAway:
            continue
        counted += 1
        messages += sum(each.messages for each in found)
        size += sum(each.bytes for each in found)
    return DomainTotal(len(mailboxes), counted, messages, size)


def chosen(
    found: Mapping[int, list[OldMails]], ages: Mapping[str, int], retention: int | None, today: date
) -> list[Doomed]:
    """Of what was found older than each number of days, what is to go: by the folder's own rule or the domain's
    retention, whichever is shorter. Pure."""
    made = []
    for days, folders in found.items():
        for old in folders:
            limits = [limit for limit in (ages.get(old.folder), retention) if limit is not None]
            if limits and min(limits) == days:
                made.append(Doomed(old.folder, days, today - timedelta(days=days), old.messages, old.bytes))
    return sorted(made, key=lambda each: each.folder)
