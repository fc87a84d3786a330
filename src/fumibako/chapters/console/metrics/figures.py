"""What is measured now: each figure with its name for programs, for people, and how it is told."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.report import Report
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.delivery_log.models import Delivery, SpamCount
from fumibako.chapters.mail.disk_quota.models import DiskUse
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.publish.queries import pending, refused
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.daemons.postfix.control import Queue
from fumibako.machine.provision.client import AgentDown, AgentFailed, AgentRefused


@dataclass(frozen=True)
class Figure:
    """name: in Prometheus' manner, with its unit at the end; words: what it tells, in English, for its HELP line."""

    name: str
    words: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A figure that is drawn: unit "" for a number, "bytes" or "seconds"."""

    name: str
    label: Any
    unit: str = ""


SPAM_DAYS = 14
DELIVERED_WITHIN = timedelta(hours=1)
CHARTS = (
    Chart("queue_mails", _("Mail in the queue")),
    Chart("queue_oldest_seconds", _("Oldest mail in the queue"), "seconds"),
    Chart("deliveries_sent", _("Mails delivered within an hour")),
    Chart("deliveries_failed", _("Mails refused or returned within an hour")),
    Chart("services_down", _("Services that are down")),
    Chart("disk_free_bytes", _("Free disk space"), "bytes"),
    Chart("mail_bytes", _("Stored mail"), "bytes"),
    Chart("accounts", _("Mail accounts")),
    Chart("notices_waiting", _("Notices that wait to be sent")),
)


def figures(report: Report, now: datetime) -> list[Figure]:
    """All of them. What cannot be asked now is left out."""
    return [*_of_services(report, now), *_of_rows(), *_of_deliveries(now), *_of_disk(), *_of_queue(now)]


def drawn(found: list[Figure]) -> dict[str, float]:
    """The charts' values out of these."""
    totals: dict[str, float] = {}
    for figure in found:
        totals[figure.name] = totals.get(figure.name, 0) + figure.value
    values = {
        "queue_mails": totals.get("fumibako_queue_mails"),
        "queue_oldest_seconds": totals.get("fumibako_queue_oldest_seconds"),
        "deliveries_sent": _of_state(found, "sent"),
        "deliveries_failed": _of_state(found, "refused", "failed"),
        "services_down": sum(1 for figure in found if figure.name == "fumibako_service_up" and not figure.value),
        "disk_free_bytes": totals.get("fumibako_disk_free_bytes"),
        "mail_bytes": totals.get("fumibako_mail_bytes"),
        "accounts": totals.get("fumibako_accounts"),
        "notices_waiting": sum(f.value for f in found if f.labels.get("outcome") == "waiting"),
    }
    return {name: value for name, value in values.items() if value is not None}


def _of_services(report: Report, now: datetime) -> Iterator[Figure]:
    for line in report.lines:
        labels = {"service": line.name}
        yield Figure("fumibako_service_up", "1: it answers, 0: it does not.", line.condition != "down", labels)
        yield Figure("fumibako_service_warning", "1: it needs attention.", line.condition == "warning", labels)
    if report.at:
        age = (now - report.at).total_seconds()
        yield Figure("fumibako_health_age_seconds", "Since the watchdog last reported.", age)


def _of_rows() -> Iterator[Figure]:
    yield Figure("fumibako_customers", "Customers.", Customer.objects.count())
    yield Figure(
        "fumibako_customers_suspended", "Of them suspended.", Customer.objects.filter(is_suspended=True).count()
    )
    yield Figure("fumibako_domains", "Domains.", Domain.objects.count())
    yield Figure("fumibako_domains_locked", "Over their mail disk.", Domain.objects.filter(is_locked=True).count())
    yield Figure("fumibako_accounts", "Mail accounts.", accounts().count())
    stored = DiskUse.objects.aggregate(all=Sum("used_bytes"))["all"] or 0
    yield Figure("fumibako_mail_bytes", "Stored mail without spam boxes.", stored)
    for outcome, number in (("pending", pending().count()), ("refused", refused().count())):
        yield Figure("fumibako_changes", "Changes of settings that are not live.", number, {"outcome": outcome})
    by_outcome = dict(OutgoingNotice.objects.values_list("outcome").annotate(Count("pk")).order_by())
    for outcome in OutgoingNotice.Outcome.values:
        number = by_outcome.get(outcome, 0)
        yield Figure("fumibako_notices", "Mails of the service itself, 90 days.", number, {"outcome": outcome})
    by_state = dict(Job.objects.values_list("state").annotate(Count("pk")).order_by())
    for state in Job.State.values:
        yield Figure("fumibako_jobs", "Background jobs.", by_state.get(state, 0), {"state": state})


def _of_deliveries(now: datetime) -> Iterator[Figure]:
    """What the logs have told so far."""
    latest = Delivery.objects.filter(at__gt=now - DELIVERED_WITHIN, at__lte=now)
    by_state = dict(latest.values_list("state").annotate(Count("pk")).order_by())
    for state in Delivery.State.values:
        if state != Delivery.State.HANDED_ON:
            words = "Deliveries to one recipient whose state changed within the last hour."
            yield Figure("fumibako_deliveries_last_hour", words, by_state.get(state, 0), {"state": state})
    yield from _of_spam(now)
    infected = latest.exclude(virus="").count()
    yield Figure("fumibako_viruses_last_hour", "Deliveries in which a virus was found, the last hour.", infected)


def _of_spam(now: datetime) -> Iterator[Figure]:
    """Of two weeks: whether judging could be left out for some mail (docs/decisions/0148)."""
    counts = SpamCount.objects.filter(day__gt=timezone.localdate(now) - timedelta(days=SPAM_DAYS))
    totals = counts.aggregate(*map(Sum, ("judged", "seen", "correspondents", "wrong")))
    words = "Mails judged for spam in two weeks; of them copies, mails of known senders, and spam among both."
    for name in ("judged", "seen", "correspondents", "wrong"):
        yield Figure("fumibako_spam_judged", words, totals[f"{name}__sum"] or 0, {"which": name})


def _of_state(found: list[Figure], *states: str) -> float | None:
    """None where they were not counted."""
    counted = [figure for figure in found if figure.name == "fumibako_deliveries_last_hour"]
    return sum(figure.value for figure in counted if figure.labels["state"] in states) if counted else None


def _of_disk() -> Iterator[Figure]:
    usage = shutil.disk_usage(settings.FUMIBAKO.state)
    yield Figure("fumibako_disk_bytes", "Size of the state directory's disk.", usage.total)
    yield Figure("fumibako_disk_free_bytes", "Free on it.", usage.free)


def _of_queue(now: datetime) -> Iterator[Figure]:
    try:
        counted = Queue(settings.FUMIBAKO).counted()
    except (AgentDown, AgentFailed, AgentRefused):
        return
    for name, number in sorted(counted.mails.items()):
        yield Figure("fumibako_queue_mails", "Mail in Postfix's queue.", number, {"queue": name})
    oldest = max(0.0, now.timestamp() - counted.oldest_at) if counted.oldest_at else 0
    yield Figure("fumibako_queue_oldest_seconds", "Age of the oldest mail that is not on hold.", oldest)
