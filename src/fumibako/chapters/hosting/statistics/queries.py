"""Figures of a month or a day, as the page shows them (D12)."""

import calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.statistics.models import DayOfVisits
from fumibako.machine.daemons.sites.control import ROBOTS

TABLES = ("pages", "referrers", "browsers", "systems", "robots", "missing", "statuses")
MAX = 20
MONTHS = 13
Line = tuple[str, int]


@dataclass(frozen=True)
class Period:
    """robots: hits of those that say what they are. hours: hits of each. tables: by name, the most first."""

    hits: int
    robots: int
    visits: int
    bytes: int
    hours: Sequence[int]
    tables: dict[str, list[Line]]


@dataclass(frozen=True)
class Part:
    """A day of a month, or a month."""

    begins: date
    hits: int = 0
    visits: int = 0
    bytes: int = 0


def days_of(site: Site, month: date) -> list[DayOfVisits]:
    rows = DayOfVisits.objects.filter(site=site, day__year=month.year, day__month=month.month)
    return list(rows.order_by("day"))


def days_of_year(site: Site, year: int) -> list[DayOfVisits]:
    return list(DayOfVisits.objects.filter(site=site, day__year=year).order_by("day"))


def every_month(year: int, rows: Sequence[DayOfVisits]) -> list[Part]:
    """Those without a visit, too."""
    return [_summed_up(date(year, month, 1), [row for row in rows if row.day.month == month]) for month in range(1, 13)]


def _summed_up(begins: date, rows: Sequence[DayOfVisits]) -> Part:
    return Part(begins, sum(row.hits for row in rows), sum(row.visits for row in rows), sum(row.bytes for row in rows))


def every_day(month: date, rows: Iterable[DayOfVisits]) -> list[Part]:
    """Those without a visit, too."""
    known = {row.day: Part(row.day, row.hits, row.visits, row.bytes) for row in rows}
    number = calendar.monthrange(month.year, month.month)[1]
    days = (month.replace(day=day) for day in range(1, number + 1))
    return [known.get(day, Part(day)) for day in days]


def months_of(site: Site) -> list[Part]:
    """The latest first."""
    rows = (
        DayOfVisits.objects.filter(site=site)
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(all_hits=Sum("hits"), all_visits=Sum("visits"), all_bytes=Sum("bytes"))
        .order_by("-month")[:MONTHS]
    )
    return [Part(row["month"], row["all_hits"], row["all_visits"], row["all_bytes"]) for row in rows]


def period(rows: Sequence[DayOfVisits]) -> Period:
    """Lines of the tables are summed over the days; of each day only its longest lines are kept."""
    hours = [sum(row.found["hours"][hour] for row in rows) for hour in range(24)]
    tables = {name: _summed(row.found.get(name, ()) for row in rows) for name in TABLES}
    whole, robots = _summed_up(date.min, rows), sum(hits for name, hits in tables["browsers"] if name == ROBOTS)
    tables["browsers"] = [line for line in tables["browsers"] if line[0] != ROBOTS]
    return Period(whole.hits, robots, whole.visits, whole.bytes, hours, tables)


def _summed(lists: Iterable[Sequence[Sequence[object]]]) -> list[Line]:
    counted: Counter[str] = Counter()
    for lines in lists:
        for text, number in lines:
            counted[str(text)] += int(str(number))
    return counted.most_common(MAX)
