"""Access statistics of a site: a month, or a day of it (D12)."""

import datetime
import re

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.statistics.bars import bars
from fumibako.chapters.hosting.statistics.queries import (
    TABLES,
    Line,
    Part,
    days_of,
    days_of_year,
    every_day,
    every_month,
    months_of,
    period,
)
from fumibako.machine.formats import csvfile


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


@require_GET
def download(request: HostingRequest) -> HttpResponse:
    """The figures of each day of a month or of a year, as a file for spreadsheets."""
    site, year = own_site(request), _year(request)
    rows = days_of_year(site, year) if year else days_of(site, _asked(request)[0])
    head = [_("Day"), _("Visits"), _("Requests"), _("Transferred (bytes)")]
    lines = [[row.day.isoformat(), str(row.visits), str(row.hits), str(row.bytes)] for row in rows]
    period_name = str(year) if year else f"{_asked(request)[0]:%Y-%m}"
    headers = {"Content-Disposition": f'attachment; filename="{site.domain.name}-{period_name}.csv"'}
    content = csvfile.write([head, *lines], csvfile.Charset.UTF_8)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
def year(request: HostingRequest) -> HttpResponse:
    """A year with its months."""
    site, asked = own_site(request), _year(request) or timezone.localdate().year
    rows = days_of_year(site, asked)
    shown = period(rows)
    months = every_month(asked, rows)
    context = {
        "year": str(asked),
        "shown": shown,
        "months": [part for part in reversed(months) if part.hits],
        "drawn": bars([(str(part.begins.month), part.visits) for part in months], every=1),
        "tables": [(name, _title(name), _readable(shown.tables[name])) for name in TABLES],
        "before": str(asked - 1) if days_of_year(site, asked - 1) else None,
        "after": str(asked + 1) if asked < timezone.localdate().year else None,
    }
    return render(request, "statistics/year.html", context)


def _year(request: HostingRequest) -> int | None:
    typed = request.GET.get("year", "")
    return int(typed) if re.fullmatch("2[0-9]{3}", typed) else None


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
        "robots": _("Robots"),
        "missing": _("Addresses that were not found"),
        "statuses": _("Status codes"),
    }[name]
