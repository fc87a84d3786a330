"""When a contract runs, by the calendar."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Term:
    """first and last: days, both included."""

    first: date
    last: date


def month_after(day: date) -> date:
    """The first day of the next month."""
    return months_later(day.replace(day=1), 1)


def last_of_month(day: date) -> date:
    return month_after(day) - timedelta(days=1)


def months_later(day: date, number: int) -> date:
    """The same day of a later month, or its last where it has fewer days."""
    months = day.year * 12 + day.month - 1 + number
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def term_at(starts_on: date, period_months: int, today: date) -> Term:
    """The period that today falls in, the first one where the contract has not begun yet."""
    passed = (today.year - starts_on.year) * 12 + today.month - starts_on.month
    count = max(passed // period_months, 0)
    while count and months_later(starts_on, count * period_months) > today:
        count -= 1
    first = months_later(starts_on, count * period_months)
    return Term(first, months_later(starts_on, (count + 1) * period_months) - timedelta(days=1))
