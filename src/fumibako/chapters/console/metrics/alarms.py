"""Alarms by mail, with their end (E7). A problem is told when a second look finds it as well: what heals by itself
within a minute wakes nobody."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fumibako.chapters.console.health.report import Report, read
from fumibako.chapters.console.metrics.figures import drawn, figures
from fumibako.chapters.console.metrics.models import Access, Alarm, Sample, Thresholds
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.ui.forms import GIGABYTE
from fumibako.machine.notices.catalogue import AlarmEnded, AlarmRaised

PATIENCE = timedelta(seconds=45)
KEPT = timedelta(days=92)
LANGUAGE = "ja"


def look() -> int:
    """Note the figures, and raise and end alarms. Returns how many problems there are."""
    now = timezone.now()
    report = read(settings.FUMIBAKO.health_file, now)
    with translation.override(LANGUAGE):
        values = drawn(figures(report, now))
        found = problems(report, values, thresholds_now())
    with transaction.atomic():
        Sample.objects.bulk_create([Sample(name=name, at=now, value=value) for name, value in values.items()])
        settle(found, now)
    return len(found)


def problems(report: Report, values: Mapping[str, float], thresholds: Thresholds) -> dict[str, str]:
    """What is wrong, by a key that stays the same while it lasts, in words."""
    found = {
        f"service {line.name}": f"{line.title} {line.trouble or line.detail}"[:500]
        for line in report.lines
        if line.condition != "ok"
    }
    if report.is_old:
        found["service watchdog"] = _("The watchdog has not reported for a while.")
    return {**found, **dict(_beyond(values, thresholds))}


def _beyond(values: Mapping[str, float], thresholds: Thresholds) -> Iterator[tuple[str, str]]:
    """Figures beyond their threshold. What could not be asked is no alarm."""
    hours, free = values.get("queue_oldest_seconds", 0) / 3600, values.get("disk_free_bytes")
    queued, failed = int(values.get("queue_mails", 0)), int(values.get("deliveries_failed", 0))
    if thresholds.oldest_hours and hours > thresholds.oldest_hours:
        yield "queue", _("Mail has been waiting in the queue for %(hours)s hours.") % {"hours": int(hours)}
    if thresholds.queue_mails and queued > thresholds.queue_mails:
        yield "queue size", _("%(number)s mails are in the queue.") % {"number": f"{queued:,}"}
    if thresholds.failed_mails and failed > thresholds.failed_mails:
        yield "failed", _("%(number)s mails were refused or returned within an hour.") % {"number": f"{failed:,}"}
    if thresholds.free_gigabytes and free is not None and free < thresholds.free_gigabytes * GIGABYTE:
        yield "disk space", _("%(free)s GB of the disk are free.") % {"free": f"{free / GIGABYTE:.1f}"}


def settle(found: Mapping[str, str], now: datetime) -> None:
    """Compare what is wrong with what was."""
    for alarm in Alarm.objects.filter(ended_at=None):
        if alarm.key not in found:
            _end(alarm, now)
        elif alarm.told_at is None and now - alarm.began_at >= PATIENCE:
            _tell(alarm, found[alarm.key], now)
    there = set(Alarm.objects.filter(ended_at=None).values_list("key", flat=True))
    Alarm.objects.bulk_create(
        Alarm(key=key, words=words, began_at=now) for key, words in found.items() if key not in there
    )


def forget_old() -> int:
    """Delete samples and alarms of long ago. Returns how many there were."""
    before = timezone.now() - KEPT
    return Sample.objects.filter(at__lt=before).delete()[0] + Alarm.objects.filter(ended_at__lt=before).delete()[0]


def _tell(alarm: Alarm, words: str, now: datetime) -> None:
    alarm.words, alarm.told_at = words, now
    alarm.save(update_fields=["words", "told_at"])
    link = settings.FUMIBAKO.site_url + reverse("console:health")
    if address := alarm_address():
        send(
            AlarmRaised(problem=words, at=timezone.localtime(alarm.began_at), link=link), to=address, language=LANGUAGE
        )


def _end(alarm: Alarm, now: datetime) -> None:
    if alarm.told_at is None:
        alarm.delete()
        return
    alarm.ended_at = now
    alarm.save(update_fields=["ended_at"])
    began, at = timezone.localtime(alarm.began_at), timezone.localtime(now)
    if address := alarm_address():
        send(AlarmEnded(problem=alarm.words, began=began, at=at), to=address, language=LANGUAGE)


def thresholds_now() -> Thresholds:
    return Thresholds.objects.filter(pk=1).first() or Thresholds()


def alarm_address() -> str:
    access = Access.objects.filter(pk=1).first()
    return access.alarm_address if access else ""
