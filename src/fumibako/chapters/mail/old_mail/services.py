"""Old mail of a mailbox (C9): deleting it now, and what is deleted by itself."""

from datetime import date

from django.conf import settings
from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.old_mail import rules
from fumibako.chapters.mail.old_mail.errors import OldMailAway
from fumibako.chapters.mail.old_mail.models import Retention, StandingRule
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentLate, AgentRefused


def delete_old_mails(*, actor: Actor, mailbox: Mailbox, folder: str, before: date) -> bool:
    """Delete the folder's mails received before that day, for good; return whether that is done. It may take longer and
    goes on. Raises BadDay, OldMailAway."""
    before = rules.check_day(before)
    number = mailbox.domain.customer.number
    # Before the deed, which no transaction takes back.
    record(
        actor, "old_mail.delete", mailbox.address, customer_number=number, folder=folder, older_than=before.isoformat()
    )
    try:
        Mailboxes(settings.FUMIBAKO).delete_old_mails(mailbox.address, folder, before)
    except AgentLate:
        return False
    except (AgentDown, AgentRefused) as error:
        raise OldMailAway from error
    return True


def archive_old_mails(*, actor: Actor, mailbox: Mailbox, folder: str, before: date) -> bool:
    """Move them into a folder for each year below "Archive"; return whether that is done. It may take longer and goes
    on. Raises BadDay, BadFolder, AlreadyArchived, OldMailAway."""
    before, folder = rules.check_day(before), rules.check_archived(folder)
    number = mailbox.domain.customer.number
    record(
        actor, "old_mail.archive", mailbox.address, customer_number=number, folder=folder, older_than=before.isoformat()
    )
    try:
        Mailboxes(settings.FUMIBAKO).archive_old_mails(mailbox.address, folder, before)
    except AgentLate:
        return False
    except (AgentDown, AgentRefused) as error:
        raise OldMailAway from error
    return True


def set_standing_rule(
    *, actor: Actor, mailbox: Mailbox, folder: str, days: int, archives: bool = False
) -> StandingRule:
    """In place of the folder's rule, if it has one. archives: the mail goes to the archive instead of being deleted.
    Raises BadFolder, AlreadyArchived, BadAge, TooManyStandingRules, NoSuchAccount."""
    folder = rules.check_archived(folder) if archives else rules.check_folder(folder)
    values = {"days": rules.check_age(days), "archives": archives}
    with transaction.atomic():
        lock(mailbox)
        rules.check_number(mailbox.standing_rules.exclude(folder=folder).count())
        rule, _ = StandingRule.objects.update_or_create(mailbox=mailbox, folder=folder, defaults=values)
        _note(actor, "old_mail.rule.set", rule)
    return rule


def delete_standing_rule(*, actor: Actor, rule: StandingRule) -> None:
    with transaction.atomic():
        rule.delete()
        _note(actor, "old_mail.rule.delete", rule)


def set_retention(*, actor: Actor, domain: Domain, days: int | None) -> None:
    """None: mail of the domain is kept. Raises BadAge."""
    with transaction.atomic():
        if days is None:
            Retention.objects.filter(domain=domain).delete()
        else:
            Retention.objects.update_or_create(domain=domain, defaults={"days": rules.check_retention(days)})
        record(actor, "retention.set", domain.name, customer_number=domain.customer.number, days=days)


def _note(actor: Actor, action: str, rule: StandingRule) -> None:
    number = rule.mailbox.domain.customer.number
    record(
        actor,
        action,
        rule.mailbox.address,
        customer_number=number,
        folder=rule.folder,
        days=rule.days,
        archives=rule.archives,
    )
