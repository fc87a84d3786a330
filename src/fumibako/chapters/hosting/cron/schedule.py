"""The five fields of cron: minute, hour, day of the month, month, day of the week. Pure.

Numbers, lists (1,15), ranges (9-17), steps (*/10, 8-18/2). As in cron, where both the day of the month and the day of
the week are limited, either is enough.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

NAMES = ("minute", "hour", "day", "month", "weekday")
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_ITEM = re.compile(r"(?:(?P<all>\*)|(?P<first>\d{1,2})(?:-(?P<last>\d{1,2}))?)(?:/(?P<step>\d{1,2}))?", re.ASCII)
_SUNDAYS = frozenset({0, 7})
_DAYS = 366 * 8 + 1  # from one 29 February to the next, at most


class BadField(ValueError):
    """name: which of NAMES."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Schedule:
    """weekdays: Sunday is 0. is_any_day, is_any_weekday: that field begins with a star."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    is_any_day: bool
    is_any_weekday: bool

    def has(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        is_day, is_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        if self.is_any_day or self.is_any_weekday:
            return is_day and is_weekday
        return is_day or is_weekday


def parse(text: str) -> Schedule:
    """Raises BadField; ValueError where there are not five."""
    fields = text.split()
    if len(fields) != len(NAMES):
        raise ValueError("not five fields")
    minutes, hours, days, months, weekdays = map(_numbers, fields, NAMES, _RANGES)
    return Schedule(
        minutes,
        hours,
        days,
        months,
        weekdays - _SUNDAYS | ({0} if weekdays & _SUNDAYS else set()),
        is_any_day=fields[2].startswith("*"),
        is_any_weekday=fields[4].startswith("*"),
    )


def next_after(schedule: Schedule, now: datetime) -> datetime | None:
    """The first time after now, in now's time zone; None where there is none, as for 30 February."""
    for ahead in range(_DAYS):
        day = now.date() + timedelta(days=ahead)
        if not schedule.has(day):
            continue
        for hour in sorted(schedule.hours):
            for minute in sorted(schedule.minutes):
                found = datetime.combine(day, time(hour, minute), now.tzinfo)
                if found > now:
                    return found
    return None


def shortest_minutes(schedule: Schedule) -> int:
    """The fewest minutes between two runs."""
    minutes = sorted(schedule.minutes)
    gaps = [later - earlier for earlier, later in pairwise(minutes)]
    if any((hour + 1) % 24 in schedule.hours for hour in schedule.hours):
        gaps.append(60 - minutes[-1] + minutes[0])
    return min(gaps, default=24 * 60)


def _numbers(field: str, name: str, allowed: tuple[int, int]) -> frozenset[int]:
    found: set[int] = set()
    for item in field.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise BadField(name)
        found.update(_range(match, name, allowed))
    return frozenset(found)


def _range(match: re.Match[str], name: str, allowed: tuple[int, int]) -> range:
    lowest, highest = allowed
    first = lowest if match["all"] else int(match["first"])
    # cron reads 5/10 as 5-59/10
    last = int(match["last"]) if match["last"] else highest if match["all"] or match["step"] else first
    step = int(match["step"] or 1)
    if not lowest <= first <= last <= highest or step < 1:
        raise BadField(name)
    return range(first, last + 1, step)
