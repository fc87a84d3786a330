"""Counting visits: each hour of today, each night of yesterday, whose logs are put aside first (D12, D13)."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.statistics.models import DayOfVisits
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("background")
KEPT = timedelta(days=400)


def count_all(day: date, breathe: Callable[[str], None] = lambda message: None) -> int:
    """Returns how many sites had visits that day. A site that cannot be counted now is left for the next time."""
    counted = 0
    for site in Site.objects.select_related("domain").order_by("pk"):
        breathe(site.domain.name)
        try:
            counted += count(site, day)
        except (AgentDown, AgentRefused) as error:
            log.warning("visits of %s are not counted: %s", site, error)
    return counted


def count(site: Site, day: date) -> bool:
    """Whether there were visits. Raises AgentDown, AgentRefused."""
    found = Sites(settings.FUMIBAKO).day(site.domain.name, day.isoformat())
    figures = {name: found.pop(name) for name in ("hits", "visits", "bytes")}
    if not figures["hits"]:
        return False
    DayOfVisits.objects.update_or_create(site=site, day=day, defaults={**figures, "found": found})
    return True


def put_logs_aside() -> date:
    """What was written so far is yesterday's; return that day. Raises AgentDown, AgentRefused."""
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    Sites(settings.FUMIBAKO).put_logs_aside(yesterday.isoformat(), today.isoformat())
    return yesterday


def forget_old() -> int:
    return DayOfVisits.objects.filter(day__lt=timezone.localdate() - KEPT).delete()[0]
