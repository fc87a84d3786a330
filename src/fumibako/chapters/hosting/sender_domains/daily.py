"""Once a day: every domain's records are looked for, and keys that nobody needs any more are removed."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.hosting.sender_domains import keys
from fumibako.chapters.hosting.sender_domains.errors import NoKeyNow
from fumibako.chapters.hosting.sender_domains.models import DkimKey, SenderReport
from fumibako.chapters.hosting.sender_domains.queries import KEPT, REPORTS_KEPT
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain

log = logging.getLogger("background")
FRESH = timedelta(hours=12)  # a round that gave way goes on where it was


def check_all(breathe: Callable[[str], None]) -> int:
    """Returns how many domains were looked at. A domain that fails does not keep the others waiting."""
    number = 0
    fresh = Domain.objects.filter(sender_settings__checked_at__gt=timezone.now() - FRESH)
    for domain in list(Domain.objects.select_related("customer").exclude(pk__in=fresh).order_by("pk")):
        breathe("")
        try:
            keys.check(actor=SYSTEM, config=settings.FUMIBAKO, domain=domain)
            number += 1
        except NoKeyNow:
            log.warning("%s: no DKIM key could be made", domain.name)
    return number


def remove_retired() -> int:
    """Returns how many keys there were."""
    retired = list(DkimKey.objects.filter(retired_at__lt=timezone.now() - KEPT).select_related("domain__customer"))
    for key in retired:
        try:
            keys.remove_key(actor=SYSTEM, config=settings.FUMIBAKO, key=key)
        except NoKeyNow:
            log.warning("%s: its file is left", key)
    return len(retired)


def forget_reports() -> int:
    """Returns how many reports there were that are too old to say anything."""
    old = SenderReport.objects.filter(taken_at__lt=timezone.now() - REPORTS_KEPT)
    number = old.count()
    old.delete()
    return number
