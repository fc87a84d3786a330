"""A stranger's calendar as far as an invitation needs it, as text that icalendar may be given (RFC 5545).

Its first event, its fields and no others, and the time zones that it brings. The library counts a zone's rules out year
by year: only those pass that are quickly counted, and none under a name that everybody knows.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

MAX_GUESTS = 50
MAX_LINE = 20_000
MAX_ZONES = 5
MAX_OBSERVANCES = 20
FIRST_YEAR = "1970"
_OF_CALENDAR = ("METHOD", "VERSION", "PRODID")
_OF_EVENT = (
    *("UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "ORGANIZER", "ATTENDEE"),
    *("SUMMARY", "LOCATION", "DESCRIPTION"),
)
_MOMENTS = ("DTSTART", "DTEND", "RECURRENCE-ID")
_NEAR = re.compile(r"(?:19[7-9]|20[0-9])[0-9]{5}(?:T[0-9]{6}Z?)?")
_FOLD = re.compile(r"(?:\r?\n)+[ \t]")
_ENDED = re.compile(r"\r?\n")
_OFFSET = re.compile(r"[+-][0-9]{4}(?:[0-9]{2})?")
_MOMENT = "[0-9]{8}T[0-9]{6}"
_OF_OBSERVANCE = {
    "TZOFFSETFROM": _OFFSET,
    "TZOFFSETTO": _OFFSET,
    "DTSTART": re.compile(_MOMENT),
    "RDATE": re.compile(f"{_MOMENT}(?:,{_MOMENT}){{0,199}}"),
    "RRULE": re.compile(r"[A-Z0-9=;,+-]+"),
}
_MONTH_DAY = "(?:[1-9]|1[0-9]|2[0-8])"
_DAY = "(?:SU|MO|TU|WE|TH|FR|SA)"
# Each year, in one month.
_OF_RULE = {
    "FREQ": re.compile("YEARLY"),
    "INTERVAL": re.compile("1"),
    "BYMONTH": re.compile("0?[1-9]|1[0-2]"),
    "BYDAY": re.compile(f"(?:[+-]?[1-5])?{_DAY}"),
    "BYMONTHDAY": re.compile(f"{_MONTH_DAY}(?:,{_MONTH_DAY}){{0,6}}"),
    "UNTIL": re.compile(r"[0-9]{8}(?:T[0-9]{6}Z?)?"),
    "WKST": re.compile(_DAY),
}

Line = tuple[str, str, str]  # its name, its parameters with their ";", its value


def reduced(octets: bytes) -> str:
    """A calendar of one event, or of none."""
    text = _FOLD.sub("", octets.decode("utf-8-sig", "replace"))
    lines = [_parts(line) for line in _ENDED.split(text) if len(line) <= MAX_LINE]
    events, zones = _blocks(lines, "VEVENT"), _blocks(lines, "VTIMEZONE")
    made = [_written(line) for line in _outside(lines) if line[0] in _OF_CALENDAR]
    for zone in zones[:MAX_ZONES]:
        made += _zone(zone)
    for event in events[:1]:
        made += ["BEGIN:VEVENT", *map(_written, _of_event(event)), "END:VEVENT"]
    return "\r\n".join(("BEGIN:VCALENDAR", *made, "END:VCALENDAR", ""))


def _parts(line: str) -> Line:
    """A parameter's value in quotes may hold a colon."""
    found = re.match(r'([A-Za-z0-9-]+)((?:;[^=:;"]+=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)*):(.*)', line, re.S)
    return (found[1].upper(), found[2], found[3]) if found else ("", "", "")


def _written(line: Line) -> str:
    return f"{line[0]}{line[1]}:{line[2]}"


def _blocks(lines: Sequence[Line], name: str) -> list[list[Line]]:
    """What stands between BEGIN and END."""
    found: list[list[Line]] = []
    inside: list[Line] | None = None
    for line in lines:
        if line[0] == "BEGIN" and line[2].upper() == name:
            inside = []
        elif line[0] == "END" and line[2].upper() == name and inside is not None:
            found.append(inside)
            inside = None
        elif inside is not None:
            inside.append(line)
    return found


def _outside(lines: Sequence[Line]) -> Iterator[Line]:
    """Of the calendar itself."""
    depth = 0
    for line in lines:
        depth += (line[0] == "BEGIN") - (line[0] == "END")
        if depth == 1:
            yield line


def _of_event(lines: Sequence[Line]) -> Iterator[Line]:
    """Without its alarms."""
    depth, guests = 0, 0
    for line in lines:
        depth += (line[0] == "BEGIN") - (line[0] == "END")
        guests += line[0] == "ATTENDEE"
        is_far = line[0] in _MOMENTS and not _NEAR.fullmatch(line[2])
        if depth == 0 and line[0] in _OF_EVENT and not is_far and (line[0] != "ATTENDEE" or guests <= MAX_GUESTS):
            yield line


def _zone(lines: Sequence[Line]) -> list[str]:
    """Nothing where it is known by its name, or is more than it may be."""
    name = next((line for line in lines if line[0] == "TZID"), None)
    kinds = [(kind, block) for kind in ("STANDARD", "DAYLIGHT") for block in _blocks(lines, kind)]
    if name is None or not name[2].isprintable() or name[2].strip("/") in _known() or len(kinds) > MAX_OBSERVANCES:
        return []
    made = []
    for kind, block in kinds:
        those = [line for line in block if line[0] in _OF_OBSERVANCE or line[0] in ("EXRULE", "EXDATE")]
        if not all(_is_quick(line) for line in those):
            return []
        made += [f"BEGIN:{kind}", *(f"{key}:{_later(key, value)}" for key, _, value in those), f"END:{kind}"]
    return ["BEGIN:VTIMEZONE", f"TZID:{name[2]}", *made, "END:VTIMEZONE"]


def _is_quick(line: Line) -> bool:
    """Whether its moments are counted at once."""
    key, parameters, value = line
    shape = _OF_OBSERVANCE.get(key)
    if shape is None or parameters or not shape.fullmatch(value):
        return False
    if key != "RRULE":
        return True
    parts = [part.partition("=") for part in value.split(";")]
    rule = {name: said for name, _, said in parts}
    is_known = len(rule) == len(parts) and all(
        name in _OF_RULE and _OF_RULE[name].fullmatch(said) for name, said in rule.items()
    )
    is_counted = "BYMONTHDAY" in rule and any(sign.isdigit() for sign in rule.get("BYDAY", ""))
    return is_known and {"FREQ", "BYMONTH"} <= {*rule} and not is_counted


def _later(key: str, value: str) -> str:
    """What began centuries ago (Outlook says 1601) begins where events do."""
    return max(value, f"{FIRST_YEAR}{value[4:]}") if key == "DTSTART" else value


@cache
def _known() -> frozenset[str]:
    return frozenset({*available_timezones(), *WINDOWS_TO_OLSON})
