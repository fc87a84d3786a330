"""An invitation as a mail brought it, and the answer to it (RFC 5545, 5546). Reading a stranger's raises nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import timezone as FixedZone  # noqa: N812
from enum import StrEnum
from threading import Lock
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText
from icalendar.timezone import tzp

from fumibako.chapters.webmail.invitations.reduced import MAX_GUESTS, reduced
from fumibako.machine.formats.charsets import one_line

MAX_TEXT = 2000
_READING = Lock()
"""The library keeps the zones that it has read, of all calendars in one place."""
_PRODUCT = "-//Fumibako//Webmail//EN"


class Answer(StrEnum):
    """As PARTSTAT has them."""

    ACCEPT = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINE = "DECLINED"


class Method(StrEnum):
    """What it is; "" and others are only looked at."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Guest:
    """status: PARTSTAT in capitals, "" where it has none."""

    name: str
    address: str
    status: str


@dataclass(frozen=True)
class Invitation:
    """start, end: moments, or days; a moment of no zone ("floating") is one of the reader's. zone: the name that its
    writer gave, "" where its clock shows the reader's time."""

    method: Method
    uid: str
    summary: str
    location: str
    description: str
    start: datetime | date | None
    end: datetime | date | None
    zone: str
    repeats: str
    organizer: Guest | None
    guests: tuple[Guest, ...]

    @property
    def is_whole_day(self) -> bool:
        return self.start is not None and not isinstance(self.start, datetime)

    @property
    def last_day(self) -> date | None:
        """DTEND is the first day after (RFC 5545 section 3.6.1)."""
        if not self.is_whole_day or self.end is None or self.start is None:
            return None
        last = self.end - timedelta(days=1)
        return last if last > self.start else None

    @property
    def own_text(self) -> str:
        """Its start by its writer's clock."""
        return f"{self.start:%Y/%m/%d %H:%M}" if self.start else ""

    @property
    def ends_on_its_day(self) -> bool:
        both = isinstance(self.start, datetime) and isinstance(self.end, datetime)
        return both and _local(self.start).date() == _local(self.end).date()

    @property
    def is_asking(self) -> bool:
        return self.method is Method.REQUEST and self.organizer is not None and bool(self.uid)

    def status_of(self, address: str) -> str:
        return next((guest.status for guest in self.guests if guest.address.lower() == address.lower()), "")


def invitation_of(octets: bytes) -> Invitation | None:
    """The first event of a calendar."""
    try:
        with _read(octets) as (calendar, event):
            return _invitation(calendar, event)
    except Exception:  # a stranger's octets in a library's hands
        return None


@contextmanager
def _read(octets: bytes) -> Iterator[tuple[Any, Any]]:
    """The calendar and its event, while no zone of another calendar is known. Raises what icalendar raises."""
    with _READING:
        tzp.use_zoneinfo()
        calendar = Calendar.from_ical(reduced(octets))
        yield calendar, calendar.walk("VEVENT")[0]


def answer_to(octets: bytes, *, answer: Answer, name: str, address: str, at: datetime) -> bytes:
    """What the organizer's calendar program reads (RFC 5546 section 3.2.3). Raises ValueError."""
    try:
        with _read(octets) as (calendar, event):
            return _answer(calendar, event, answer, name, address, at)
    except Exception as error:  # a stranger's octets in a library's hands
        raise ValueError(str(error)) from error


def _answer(asking: Any, asked: Any, answer: Answer, name: str, address: str, at: datetime) -> bytes:
    event = Event()
    for field in ("UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "ORGANIZER", "SUMMARY"):
        if field in asked:
            event.add(field, asked[field], encode=False)
    guest = vCalAddress(f"mailto:{address}")
    guest.params["PARTSTAT"] = vText(answer.value)
    if name:
        guest.params["CN"] = vText(name)
    event.add("ATTENDEE", guest, encode=False)
    event.add("DTSTAMP", at.astimezone(UTC))
    calendar = Calendar()
    for field, value in (("PRODID", _PRODUCT), ("VERSION", "2.0"), ("METHOD", "REPLY")):
        calendar.add(field, value)
    for zone in asking.walk("VTIMEZONE"):
        calendar.add_component(zone)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _invitation(calendar: Any, event: Any) -> Invitation:
    start, end = _time(event, "DTSTART"), _time(event, "DTEND")
    if end is None and start is not None and "DURATION" in event:
        end = start + event.decoded("DURATION")
    method = str(calendar.get("METHOD", "")).upper()
    return Invitation(
        method=Method(method) if method in {*Method} else Method.PUBLISH,
        uid=str(event.get("UID", ""))[:500],
        summary=one_line(str(event.get("SUMMARY", "")))[:300],
        location=one_line(str(event.get("LOCATION", "")))[:300],
        description=str(event.get("DESCRIPTION", ""))[:MAX_TEXT],
        start=start,
        end=end,
        zone=_zone(event, start),
        repeats=_repeats(event),
        organizer=_guest(event["ORGANIZER"]) if "ORGANIZER" in event else None,
        guests=tuple(map(_guest, _several(event, "ATTENDEE")[:MAX_GUESTS])),
    )


def _time(event: Any, field: str) -> datetime | date | None:
    found = event.decoded(field) if field in event else None
    if isinstance(found, datetime):
        if found.tzinfo is None:
            return timezone.make_aware(found)
        return found.replace(tzinfo=FixedZone(found.utcoffset() or timedelta()))
    return found if isinstance(found, date) else None


def _zone(event: Any, start: datetime | date | None) -> str:
    """Where its clock shows another time than the reader's, or nobody knows which."""
    if not isinstance(start, datetime):
        return ""
    name = one_line(str(event["DTSTART"].params.get("TZID", "")))[:60]
    if event.decoded("DTSTART").tzinfo is None:
        return name
    return "" if start.utcoffset() == _local(start).utcoffset() else name or "UTC"


def _local(moment: Any) -> datetime:
    return timezone.localtime(moment) if moment.tzinfo else moment


def _repeats(event: Any) -> str:
    """DAILY, WEEKLY, …; "" where it does not."""
    rule = event.get("RRULE")
    frequency = rule.get("FREQ", [""])[0] if isinstance(rule, dict) else ""
    return str(frequency).upper()


def _several(event: Any, field: str) -> list[Any]:
    found = event.get(field, [])
    return found if isinstance(found, list) else [found]


def _guest(value: Any) -> Guest:
    address = str(value)
    address = address[7:] if address.lower().startswith("mailto:") else address
    parameters = getattr(value, "params", {})
    name = one_line(str(parameters.get("CN", "")))[:200]
    return Guest(name, one_line(address)[:320], str(parameters.get("PARTSTAT", "")).upper())
