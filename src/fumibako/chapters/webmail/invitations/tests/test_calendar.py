"""Invitations as Outlook, Google and Apple write them, read and answered (C1)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from icalendar import Calendar

from fumibako.chapters.webmail.invitations.calendar import Answer, Method, answer_to, invitation_of
from fumibako.chapters.webmail.invitations.reduced import reduced

pytestmark = pytest.mark.feature("C1")
OUTLOOK = """BEGIN:VCALENDAR
METHOD:REQUEST
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Pacific Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0700
TZOFFSETTO:-0800
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0800
TZOFFSETTO:-0700
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN=佐藤 花子:mailto:hanako@out.example
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=鈴木:MAILTO:Suzuki@ours.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=田中:mailto:tanaka@out.example
SUMMARY;LANGUAGE=ja-JP:定例会議
DTSTART;TZID=Pacific Standard Time:20261201T170000
DTEND;TZID=Pacific Standard Time:20261201T180000
UID:040000008200E00074C5B7101A82E008
SEQUENCE:3
LOCATION:会議室A
RRULE:FREQ=WEEKLY;COUNT=5
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def event(*lines: str, method: str = "REQUEST") -> bytes:
    head = ("BEGIN:VCALENDAR", f"METHOD:{method}", "VERSION:2.0", "BEGIN:VEVENT", "UID:1")
    return "\r\n".join((*head, *lines, "END:VEVENT", "END:VCALENDAR", "")).encode()


def test_outlooks_is_read_in_the_readers_time() -> None:
    found = invitation_of(OUTLOOK)
    assert found and isinstance(found.start, datetime)
    assert timezone.localtime(found.start).strftime("%Y-%m-%d %H:%M") == "2026-12-02 10:00"
    assert (found.zone, found.own_text, found.ends_on_its_day) == ("Pacific Standard Time", "2026/12/01 17:00", True)
    assert (found.summary, found.location, found.repeats) == ("定例会議", "会議室A", "WEEKLY")
    assert found.organizer and found.organizer.address == "hanako@out.example"
    assert (found.status_of("suzuki@ours.example"), found.status_of("tanaka@out.example")) == (
        "NEEDS-ACTION",
        "ACCEPTED",
    )


@pytest.mark.parametrize(
    ("lines", "local", "zone"),
    [
        (("DTSTART:20261201T010000Z",), "10:00", True),
        (("DTSTART;TZID=Asia/Tokyo:20261201T100000",), "10:00", False),
        (("DTSTART;TZID=Tokyo Standard Time:20261201T100000",), "10:00", False),
        (("DTSTART:20261201T100000",), "10:00", False),
        (("DTSTART;TZID=Europe/Berlin:20260701T030000",), "10:00", True),
    ],
)
def test_times_of_every_kind(lines: tuple[str, ...], local: str, zone: bool) -> None:
    found = invitation_of(event(*lines))
    assert found and isinstance(found.start, datetime)
    assert (timezone.localtime(found.start).strftime("%H:%M"), bool(found.zone)) == (local, zone)


def zoned(*observance: str, name: str = "Customized", start: str = "20261201T100000", number: int = 1) -> bytes:
    """An event in a zone of its own: 3 hours before Greenwich, by STANDARD observances."""
    offsets = ("TZOFFSETFROM:-0300", "TZOFFSETTO:-0300")
    lines = ("BEGIN:STANDARD", *offsets, *observance, "END:STANDARD") * number
    zone = ("BEGIN:VTIMEZONE", f"TZID:{name}", *lines, "END:VTIMEZONE")
    return "\r\n".join(("BEGIN:VCALENDAR", *zone)).encode() + event(f"DTSTART;TZID={name}:{start}")[16:]


YEARLY = "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"


def test_a_zone_of_the_mail_is_its_events_only() -> None:
    theirs, own = zoned("DTSTART:16010101T020000", YEARLY), event("DTSTART;TZID=Customized:20261201T100000")
    assert read(theirs) == ("22:00", "Customized")
    assert read(own) == ("10:00", "Customized")
    for known in ("Tokyo Standard Time", "Asia/Tokyo", "/Asia/Tokyo"):
        assert read(zoned("DTSTART:16010101T020000", YEARLY, name=known)) == ("10:00", "")
        assert read(event(f"DTSTART;TZID={known}:20261201T100000")) == ("10:00", "")


def read(octets: bytes) -> tuple[str, str]:
    """Its time by the reader's clock, and the zone that is told."""
    found = invitation_of(octets)
    assert found and isinstance(found.start, datetime)
    return timezone.localtime(found.start).strftime("%H:%M"), found.zone


@pytest.mark.parametrize(
    "observance",
    [
        ("DTSTART:20000101T020000", "RRULE:FREQ=SECON\r\n DLY"),
        ("DTSTART:20000101T020000", "RRULE;X=1:FREQ=SECONDLY"),
        ("DTSTART:20000101T020000", "TZNAME:x\x0bRRULE:FREQ=SECONDLY"),
        ("DTSTART:20000101T020000", "EXRULE:FREQ=SECONDLY"),
        ("DTSTART:20000101T020000", "RRULE:FREQ=YEARLY;BYMONTH=1;BYHOUR=0,1,2;BYMINUTE=1;BYSECOND=1"),
        ("DTSTART:20000101T020000", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ("DTSTART:20000101T020000", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1;BYDAY=5SU"),
        ("DTSTART:20000101T020000", "RRULE:FREQ=YEARLY;INTERVAL=0;BYMONTH=1"),
        ("DTSTART:20000101T020000", "RRULE:FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA"),
        ("DTSTART:00010101T020000", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1;COUNT=99999"),
    ],
)
def test_case_111_a_zone_that_is_long_counted_is_none(observance: tuple[str, ...]) -> None:
    """Whoever opens the mail waits for nothing: what is left has nothing to be counted out."""
    octets = zoned(*observance)
    assert "RRULE" not in reduced(octets).upper() and "EXRULE" not in reduced(octets)
    assert read(octets)[1] in ("Customized", "")


def test_a_calendar_is_only_as_large_as_an_invitation() -> None:
    zones = zoned("DTSTART:16010101T020000", YEARLY, number=500)
    assert "VTIMEZONE" not in reduced(zones)
    guests = event("DTSTART:20261201T010000Z", *["ATTENDEE:mailto:a@b.example"] * 5000, *["BEGIN:VALARM"] * 2000)
    assert len(reduced(guests).split("\r\n")) < 70
    assert "DTSTART" not in reduced(event("DTSTART;TZID=Customized:99991201T100000"))


def test_whole_days_end_on_the_day_before_dtend() -> None:
    found = invitation_of(event("DTSTART;VALUE=DATE:20261229", "DTEND;VALUE=DATE:20270104"))
    assert found and (found.is_whole_day, found.last_day) == (True, date(2027, 1, 3))
    one = invitation_of(event("DTSTART;VALUE=DATE:20261229", "DTEND;VALUE=DATE:20261230"))
    assert one and one.last_day is None


def test_a_length_instead_of_an_end() -> None:
    found = invitation_of(event("DTSTART:20261201T010000Z", "DURATION:PT90M"))
    assert found and found.end == datetime(2026, 12, 1, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "octets",
    [b"", b"x", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"\xff\xfe", event("DTSTART:x", "DTEND:99999999T999999Z")],
)
def test_what_is_none_is_none(octets: bytes) -> None:
    found = invitation_of(octets)
    assert found is None or found.start is None


def test_a_cancelled_one_is_not_answered() -> None:
    found = invitation_of(event("DTSTART:20261201T010000Z", "ORGANIZER:mailto:a@b.example", method="CANCEL"))
    assert found and (found.method, found.is_asking) == (Method.CANCEL, False)


@pytest.mark.parametrize("answer", [*Answer])
def test_the_answer_names_the_same_event_and_one_guest(answer: Answer) -> None:
    at = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
    octets = answer_to(OUTLOOK, answer=answer, name="鈴木 一郎", address="suzuki@ours.example", at=at)
    calendar = Calendar.from_ical(octets)
    (told,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], told["UID"], told["SEQUENCE"]) == ("REPLY", "040000008200E00074C5B7101A82E008", 3)
    assert str(told["ORGANIZER"]) == "mailto:hanako@out.example"
    assert told["ATTENDEE"].params["PARTSTAT"] == answer.value
    assert b"DTSTAMP:20261128T010203Z" in octets
    found = invitation_of(octets)
    assert found and [guest.address for guest in found.guests] == ["suzuki@ours.example"]
    assert found.start == invitation_of(OUTLOOK).start  # type: ignore[union-attr]
    assert b"BEGIN:VTIMEZONE" in octets


def test_what_cannot_be_answered_is_a_value_error() -> None:
    with pytest.raises(ValueError):
        answer_to(b"x", answer=Answer.ACCEPT, name="", address="a@ours.example", at=timezone.now())


def test_no_line_of_the_answer_can_be_ended_by_the_invitation() -> None:
    hostile = event(
        "DTSTART:20261201T010000Z", "ORGANIZER:mailto:a@b.example", "SUMMARY:x\\nATTENDEE:mailto:e@vil.example"
    )
    octets = answer_to(hostile, answer=Answer.ACCEPT, name='"; X=1:\r\nY', address="a@ours.example", at=timezone.now())
    (told,) = Calendar.from_ical(octets).walk("VEVENT")
    assert str(told["ATTENDEE"]) == "mailto:a@ours.example" and b"\r\nATTENDEE:mailto:e@vil" not in octets
