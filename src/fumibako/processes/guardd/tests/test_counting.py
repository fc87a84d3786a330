"""When wrong passwords make a login wait and lock it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumibako.processes.guardd.counting import LOCKED_FROM, MAX_AN_HOUR, WINDOW_SECONDS, verdict

pytestmark = pytest.mark.feature("A2")
NOW = 1_000_000.0


def test_nine_wrong_passwords_cost_nothing() -> None:
    assert verdict([NOW] * 9, (), NOW).status == 0


def test_from_the_tenth_on_the_wait_grows_to_a_minute() -> None:
    waits = [verdict([NOW] * number, (), NOW).status for number in range(10, LOCKED_FROM)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_case_063_the_twentieth_locks_for_fifteen_minutes_and_not_longer() -> None:
    failures = [NOW + second for second in range(LOCKED_FROM)]
    locked = verdict(failures, (), NOW + LOCKED_FROM)
    assert locked.status == -1
    assert 0 < locked.wait <= WINDOW_SECONDS
    assert verdict(failures, (), NOW + WINDOW_SECONDS + LOCKED_FROM).status == 0


def test_a_slow_attacker_gets_a_hundred_an_hour() -> None:
    slowly = [NOW - 3500 + 35 * n for n in range(MAX_AN_HOUR)]
    assert verdict(slowly, (), NOW).status == -1


def test_an_address_with_fifty_wrong_passwords_is_refused_whatever_login_it_tries() -> None:
    assert verdict((), [NOW] * 50, NOW).status == -1
    assert verdict((), [NOW] * 49, NOW).status == 0


@given(st.lists(st.floats(min_value=NOW - 10_000, max_value=NOW + 10_000_000), max_size=200))
def test_a_clock_that_was_set_back_locks_nobody_for_longer_than_an_hour(failures: list[float]) -> None:
    found = verdict(failures, failures, NOW)
    assert found.status >= -1
    assert found.wait <= 3600
