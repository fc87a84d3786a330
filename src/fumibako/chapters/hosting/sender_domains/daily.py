"""Once a day: every domain's records are looked for, old keys are changed, and those that nobody needs any more are
removed."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.hosting.sender_domains import keys
from fumibako.chapters.hosting.sender_domains.errors import KeyWaits, NoKeyNow
from fumibako.chapters.hosting.sender_domains.models import DkimKey, SenderReport
from fumibako.chapters.hosting.sender_domains.queries import KEPT, REPORTS_KEPT, newest_key
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


def change_old_keys() -> int:
    """A new key for each domain whose present one has signed long enough. Returns how many. One whose next key still
    waits for its record gets no further one."""
    days = settings.FUMIBAKO.settings.mail.dkim_key_days
    number, old = 0, timezone.now() - timedelta(days=days)
    signing = DkimKey.objects.filter(seen_at__isnull=False, retired_at__isnull=True, made_at__lt=old)
    for key in list(signing.select_related("domain__customer")) if days else ():
        if newest_key(key.domain) != key:
            continue
        try:
            keys.change_key(actor=SYSTEM, config=settings.FUMIBAKO, domain=key.domain)
            number += 1
        except (NoKeyNow, KeyWaits) as refusal:
            log.warning("%s: its key is not changed: %s", key.domain.name, refusal.code)
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
