"""When the watchdog restarts a service and has the waiting mail tried again."""

import pytest

from fumibako.processes.watchdog.watching import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    Backlog,
    Record,
    after_engines,
    after_look,
)

pytestmark = pytest.mark.feature("E6")


def looks(record: Record, downs: list[bool], every: float = 10.0, start: float = 0.0) -> tuple[Record, list[bool]]:
    restarts = []
    for number, is_down in enumerate(downs):
        record, restart = after_look(record, is_down=is_down, now=start + every * number)
        restarts.append(restart)
    return record, restarts


def test_the_third_look_in_a_row_restarts() -> None:
    assert looks(Record(), [False, True, True, True])[1] == [False, False, False, True]
    assert looks(Record(), [False, True, True, False, True, True])[1] == [False] * 6


def test_what_has_not_answered_yet_is_given_a_minute() -> None:
    assert looks(Record(), [True] * 6)[1] == [False] * 5 + [True]
    record, _ = looks(Record(), [False, True, True, True])
    assert looks(record, [True] * 6, start=40)[1] == [False] * 5 + [True]


def test_what_stays_down_is_restarted_less_and_less_often() -> None:
    record, restarts = looks(Record(), [True] * 360)
    assert 10 <= sum(restarts) <= 20
    assert record.pause == LONGEST_PAUSE_SECONDS


def test_after_five_good_minutes_the_pause_is_short_again() -> None:
    record, _ = looks(Record(), [True] * 100)
    record, _ = looks(record, [False] * 40, start=1000)
    assert record.pause == FIRST_PAUSE_SECONDS


def flushes(downs: list[bool]) -> list[bool]:
    backlog, seen = Backlog(), []
    for number, is_down in enumerate(downs):
        backlog, is_due = after_engines(backlog, is_down=is_down, now=10.0 * number)
        seen.append(is_due)
    return seen


def test_mail_that_waited_is_tried_again_when_everything_is_there() -> None:
    assert flushes([True, True, False, False]) == [False, False, True, False]


def test_what_waited_before_the_first_look_is_tried_too() -> None:
    assert flushes([False, False]) == [True, False]


def test_an_engine_that_comes_and_goes_does_not_flush_more_than_once_a_minute() -> None:
    assert sum(flushes([True, False] * 12)) == 4
    assert flushes([True, False] * 2 + [False] * 6) == [False, True] + [False] * 5 + [True] + [False] * 2
