"""Schedules that people choose without knowing cron. Pure."""

import re
from dataclasses import dataclass
from datetime import time

OWN = "own"
_NUMBER = r"([0-9]{1,2})"
_HOUR = re.compile(rf"{_NUMBER} \* \* \* \*")
_AT = re.compile(rf"{_NUMBER} {_NUMBER} (?:(\*)|{_NUMBER}) \* (?:(\*)|([0-6]))")
_QUARTER = "*/15 * * * *"


@dataclass(frozen=True)
class Simple:
    """often: quarter, hour, day, week, month, or OWN for anything else. weekday: as cron counts, Sunday is 0."""

    often: str
    at: time = time(3, 0)
    weekday: str = "1"
    day: int = 1

    def written(self) -> str:
        minute, hour = self.at.minute, self.at.hour
        return {
            "quarter": _QUARTER,
            "hour": f"{minute} * * * *",
            "day": f"{minute} {hour} * * *",
            "week": f"{minute} {hour} * * {self.weekday}",
            "month": f"{minute} {hour} {self.day} * *",
        }[self.often]


def simple_of(written: str) -> Simple:
    """What of them it is."""
    if written == _QUARTER:
        return Simple("quarter")
    if hourly := _HOUR.fullmatch(written):
        return Simple("hour", time(0, int(hourly[1])))
    found = _AT.fullmatch(written)
    if found is None or (found[4] and found[6]):
        return Simple(OWN)
    at = time(int(found[2]), int(found[1]))
    if found[6]:
        return Simple("week", at, weekday=found[6])
    if found[4]:
        return Simple("month", at, day=int(found[4])) if int(found[4]) <= 28 else Simple(OWN)
    return Simple("day", at)
