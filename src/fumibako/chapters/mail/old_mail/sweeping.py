"""Each night: what the standing rules and the domains' retention no longer keep is deleted or archived (C9)."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.old_mail.errors import OldMailAway
from fumibako.chapters.mail.old_mail.models import Sweep
from fumibako.chapters.mail.old_mail.queries import doomed
from fumibako.chapters.mail.old_mail.services import archive_old_mails, delete_old_mails
from fumibako.groundwork.audit.actor import SYSTEM

log = logging.getLogger("fumibako.old_mail")
LONGEST_GAP = timedelta(days=7)


def due(today: date) -> QuerySet[Mailbox]:
    """Mailboxes from which something may have to go and that were not looked through today."""
    has_limit = Q(standing_rules__isnull=False) | Q(domain__retention__isnull=False)
    done = Sweep.objects.filter(day=today).values("mailbox")
    return Mailbox.objects.filter(has_limit).exclude(pk__in=done).distinct().order_by("pk")


def sweep_all(tell: Callable[[str], None]) -> int:
    """Sweep every mailbox that is due; one that cannot be read now is left for the next night. tell: called with each
    address before it is its turn. Returns how many mails were deleted."""
    today, removed = timezone.localdate(), 0
    for mailbox in list(due(today).select_related("domain__customer")):
        tell(mailbox.address)
        try:
            removed += sweep(mailbox, today)
        except OldMailAway as error:
            log.warning("%s is not swept tonight: %s", mailbox.address, error.__cause__)
    return removed


def sweep(mailbox: Mailbox, today: date) -> int:
    """Delete or archive what is too old, and note the day; return the number of mails. Raises OldMailAway.

    Where the last time is long ago or still to come, the clock may be wrong: this time only the day is noted.
    """
    last = Sweep.objects.filter(mailbox=mailbox).first()
    removed = 0
    if last is None or timedelta(0) <= today - last.day <= LONGEST_GAP:
        for old in doomed(mailbox, today):
            if old.archives:
                archive_old_mails(actor=SYSTEM, mailbox=mailbox, folder=old.folder, before=old.before)
            else:
                delete_old_mails(actor=SYSTEM, mailbox=mailbox, folder=old.folder, before=old.before)
                removed += old.messages
    Sweep.objects.update_or_create(mailbox=mailbox, defaults={"day": today, "removed": removed})
    return removed
