"""Access statistics of a site: a month, or a day of it (D12)."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.statistics.bars import bars
from fumibako.chapters.hosting.statistics.queries import TABLES, Line, Part, days_of, every_day, months_of, period


@require_GET
def statistics(request: HostingRequest) -> HttpResponse:
    site, (month, day) = own_site(request), _asked(request)
    rows = days_of(site, month)
    parts = every_day(month, rows)
    shown = period([row for row in rows if day is None or row.day == day])
    first = (month - datetime.timedelta(days=1)).replace(day=1)
    after = (month + datetime.timedelta(days=32)).replace(day=1)
    months = months_of(site)
    context = {
        "month": month,
        "day": day,
        "shown": shown,
        "parts": [part for part in reversed(parts) if part.hits],
        "days": bars([(str(part.begins.day), part.visits) for part in parts], every=2),
        "hours": bars([(str(hour), hits) for hour, hits in enumerate(shown.hours)], every=3),
        "tables": [(name, _title(name), _readable(shown.tables[name])) for name in TABLES],
        "months": months,
        "before": first if _has(months, first) else None,
        "after": after if after <= timezone.localdate() else None,
    }
    return render(request, "statistics/statistics.html", context)


def _asked(request: HostingRequest) -> tuple[datetime.date, datetime.date | None]:
    """The month, this one for what cannot be read; and the day in it."""
    try:
        day = parse_date(request.GET.get("day", ""))
        month = parse_date(f"{request.GET.get('month', '')}-01")
    except ValueError:
        day = month = None
    month = day or month or timezone.localdate()
    if not 2000 <= month.year <= 9000:
        month, day = timezone.localdate(), None
    return month.replace(day=1), day


def _has(months: list[Part], first: datetime.date) -> bool:
    return any(part.begins <= first for part in months)


def _readable(lines: list[Line]) -> list[Line]:
    """GoAccess's own words in ours."""
    other = _("Other")
    return [(other if text in ("Others", "Unknown") else text, hits) for text, hits in lines]


def _title(name: str) -> str:
    return {
        "pages": _("Pages"),
        "referrers": _("Referring sites"),
        "browsers": _("Browsers"),
        "systems": _("Operating systems"),
        "missing": _("Addresses that were not found"),
        "statuses": _("Status codes"),
    }[name]
