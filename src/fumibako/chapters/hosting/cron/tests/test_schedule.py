"""The five fields of cron (D16): what they mean, and when it runs next."""

from datetime import UTC, datetime

import pytest

from fumibako.chapters.hosting.cron.schedule import BadField, next_after, parse, shortest_minutes
from fumibako.chapters.hosting.cron.simple import OWN, simple_of

pytestmark = pytest.mark.feature("D16")
NOW = datetime(2026, 11, 28, 7, 6, 30, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("*/15 * * * *", (2026, 11, 28, 7, 15)),
        ("6 7 * * *", (2026, 11, 29, 7, 6)),
        ("0 3 * * 1", (2026, 11, 30, 3, 0)),
        ("0 3 * * 7", (2026, 11, 29, 3, 0)),
        ("0 3 * * 5-7", (2026, 11, 29, 3, 0)),
        ("30 8-18/2 * * 1-5", (2026, 11, 30, 8, 30)),
        ("5/20 9 * * *", (2026, 11, 28, 9, 5)),
        ("0 0 29 2 *", (2028, 2, 29, 0, 0)),
        ("0 0 13 * 5", (2026, 12, 4, 0, 0)),  # either is enough
        ("0 0 1,15 1 *", (2027, 1, 1, 0, 0)),
    ],
)
def test_the_next_time_is_that_of_cron(written: str, then: tuple[int, int, int, int, int]) -> None:
    assert next_after(parse(written), NOW) == datetime(*then, tzinfo=UTC)


def test_a_day_that_there_is_not_never_comes() -> None:
    assert next_after(parse("0 0 30 2 *"), NOW) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("60 * * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("0 0 0 * *", "day"),
        ("0 0 1 13 *", "month"),
        ("0 0 1 1 8", "weekday"),
        ("5-1 * * * *", "minute"),
        ("*/0 * * * *", "minute"),
        ("1,,2 * * * *", "minute"),
        ("٣ * * * *", "minute"),
        ("@daily * * * *", "minute"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(written: str, name: str) -> None:
    with pytest.raises(BadField) as raised:
        parse(written)
    assert raised.value.name == name


@pytest.mark.parametrize(
    ("written", "least"),
    [
        ("* * * * *", 1),
        ("*/5 * * * *", 5),
        ("0,57 3 * * *", 57),
        ("0,57 3,4 * * *", 3),
        ("0 * * * *", 60),
        ("0 3 * * *", 1440),
    ],
)
def test_the_shortest_time_between_two_runs_is_known(written: str, least: int) -> None:
    assert shortest_minutes(parse(written)) == least


@pytest.mark.parametrize("written", ["*/15 * * * *", "5 * * * *", "0 3 * * *", "30 23 * * 0", "0 4 28 * *"])
def test_what_people_choose_is_shown_again_as_chosen(written: str) -> None:
    assert simple_of(written).written() == written


@pytest.mark.parametrize("written", ["*/5 * * * *", "0 3 1 * 1", "0 3 31 * *", "0 3 * 1 *", "0 3 * * 1-5"])
def test_anything_else_is_shown_as_five_fields(written: str) -> None:
    assert simple_of(written).often == OWN
