"""Reading the mail daemons' logs on, and forgetting what is old (B13). For the background process."""

import logging
from dataclasses import astuple
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.chapters.mail.delivery_log.models import Event, LogPosition, Mail, SpamCount
from fumibako.chapters.mail.delivery_log.recording import record
from fumibako.machine.daemons.supervisor.control import LogPlace, read_mail_log
from fumibako.machine.formats.mail_log import READERS, Clock
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.delivery_log")
MAX_PARTS = 80  # of a log at one look; the other chores wait meanwhile
FORGET_AT_ONCE = 1000


def read_logs() -> int:
    """Read each log on from where the last look ended. Returns how many facts were new."""
    try:
        return sum(read_log(name) for name in READERS)
    except (AgentDown, AgentRefused) as error:
        log.warning("logs later: %s", error)
        return 0


def forget_old() -> int:
    """Delete what is older than the setting says. Returns how many mails there were."""
    before = timezone.now() - timedelta(days=settings.FUMIBAKO.settings.mail.delivery_log_days)
    Event.objects.filter(at__lt=before).delete()
    SpamCount.objects.filter(day__lt=timezone.localdate(before)).delete()
    number = 0
    while old := list(Mail.objects.filter(received_at__lt=before).values_list("pk", flat=True)[:FORGET_AT_ONCE]):
        Mail.objects.filter(pk__in=old).delete()
        number += len(old)
    return number


def read_log(name: str) -> int:
    """Up to its end. Raises AgentDown, AgentRefused."""
    position, _ = LogPosition.objects.get_or_create(log=name)
    number = 0
    for _ in range(MAX_PARTS):
        part = read_mail_log(settings.FUMIBAKO, name, LogPlace(position.inode, position.offset, position.head))
        clock = Clock(timezone.now(), part.utc_offset)
        read = [found for line in part.lines if (found := READERS[name](line.replace("\0", "?"), clock))]
        with transaction.atomic():
            for at, fact in read:
                record(at, fact)
            position.inode, position.offset, position.head = astuple(part.end)
            position.save()
        number += len(read)
        if not part.lines:
            break
    return number
