import pytest

from fumibako.processes.watchdog.watching import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Record, after_look

pytestmark = pytest.mark.feature("E6")


def looks(record: Record, downs: list[bool], every: float = 10.0, start: float = 0.0) -> tuple[Record, list[bool]]:
    restarts = []
    for number, is_down in enumerate(downs):
        record, restart = after_look(record, is_down=is_down, now=start + every * number)
        restarts.append(restart)
    return record, restarts


def test_the_third_look_in_a_row_restarts() -> None:
    assert looks(Record(), [True, True, True])[1] == [False, False, True]
    assert looks(Record(), [True, True, False, True, True])[1] == [False] * 5


def test_what_stays_down_is_restarted_less_and_less_often() -> None:
    record, restarts = looks(Record(), [True] * 360)
    assert 10 <= sum(restarts) <= 20
    assert record.pause == LONGEST_PAUSE_SECONDS


def test_after_five_good_minutes_the_pause_is_short_again() -> None:
    record, _ = looks(Record(), [True] * 100)
    record, _ = looks(record, [False] * 40, start=1000)
    assert record.pause == FIRST_PAUSE_SECONDS
