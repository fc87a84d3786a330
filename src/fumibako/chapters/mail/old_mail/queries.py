"""Looking at old mail without changing anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.old_mail.errors import OldMailAway
from fumibako.chapters.mail.old_mail.models import Retention
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import Mailboxes, OldMails
from fumibako.machine.provision.client import AgentDown, AgentRefused


@dataclass(frozen=True)
class Doomed:
    """What of a folder the next night deletes. days: after which it goes."""

    folder: str
    days: int
    before: date
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
    """What a run on that day deletes. Raises OldMailAway."""
    ages = {rule.folder: rule.days for rule in mailbox.standing_rules.all()}
    retention = retention_of(mailbox.domain)
    wanted = {*ages.values(), *(() if retention is None else (retention,))}
    found = {days: old_mails(mailbox, today - timedelta(days=days)) for days in wanted}
    return chosen(found, ages, retention, today)


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
