"""Each entry of the schedule is enqueued once for each of its times."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.models import Job, ScheduledRun
from fumibako.groundwork.jobs.running import Run
from fumibako.groundwork.jobs.schedule import Daily, Entry, Every, enqueue_due, is_astray, is_due

pytestmark = pytest.mark.feature("B13")
# 12:00 in Tokyo
NOON = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
At = Callable[[datetime], None]


@job("test.nightly")
def nightly(run: Run) -> None: ...


NIGHTLY = (Entry("nightly", Daily(time(3, 40)), nightly),)


def enqueued() -> int:
    """How often it was enqueued since the last question; what was has run by then."""
    enqueue_due(NIGHTLY)
    return Job.objects.filter(kind="test.nightly").delete()[0]


def test_a_daily_time_is_the_boxs_own() -> None:
    when = Daily(time(3, 40))
    assert when.slot(NOON) == datetime(2026, 11, 26, 18, 40, tzinfo=UTC)
    assert when.slot(datetime(2026, 11, 26, 18, 40, tzinfo=UTC)) == datetime(2026, 11, 26, 18, 40, tzinfo=UTC)
    assert when.slot(datetime(2026, 11, 26, 18, 39, tzinfo=UTC)) == datetime(2026, 11, 25, 18, 40, tzinfo=UTC)


def test_an_interval_is_counted_from_a_fixed_point_not_from_the_start_of_a_process() -> None:
    when = Every(timedelta(minutes=5))
    assert when.slot(NOON + timedelta(minutes=7)) == NOON + timedelta(minutes=5)


def test_a_time_is_due_once() -> None:
    when = Every(HOUR)
    assert is_due(when, NOON - HOUR, NOON)
    assert not is_due(when, NOON, NOON + timedelta(minutes=59))
    assert not is_due(when, NOON, NOON - timedelta(minutes=30))  # the clock was set back a little


def test_a_last_time_far_ahead_was_a_wrong_clock() -> None:
    when = Every(HOUR)
    assert is_astray(when, NOON + 9 * DAY, NOON)
    assert not is_astray(when, NOON + HOUR, NOON)


@pytest.mark.django_db
def test_a_new_entry_runs_at_its_next_time_and_then_once_a_day(at: At) -> None:
    at(NOON)
    assert enqueued() == 0
    at(NOON + DAY)
    assert enqueued() == 1
    assert enqueued() == 0
    at(NOON + DAY + 10 * HOUR)
    assert enqueued() == 0


@pytest.mark.django_db
def test_times_that_passed_while_nothing_ran_count_as_one(at: At) -> None:
    at(NOON)
    enqueued()
    at(NOON + 9 * DAY)
    assert enqueued() == 1
    assert enqueued() == 0


@pytest.mark.django_db
def test_a_clock_that_is_set_back_by_up_to_a_day_repeats_nothing(at: At) -> None:
    at(NOON)
    enqueued()
    at(NOON + DAY)
    assert enqueued() == 1
    for back in (HOUR, 10 * HOUR, DAY):
        at(NOON + DAY - back)
        assert enqueued() == 0
    at(NOON + DAY + HOUR)
    assert enqueued() == 0


@pytest.mark.django_db
def test_a_clock_that_was_years_ahead_for_a_while_does_not_silence_an_entry(at: At) -> None:
    at(NOON)
    enqueued()
    at(NOON + 4000 * DAY)
    assert enqueued() == 1
    at(NOON + HOUR)
    assert enqueued() == 0
    at(NOON + DAY + HOUR)
    assert enqueued() == 1


@pytest.mark.django_db
def test_a_run_that_has_not_ended_is_not_enqueued_beside_itself_but_after_it(at: At) -> None:
    at(NOON)
    enqueue_due(NIGHTLY)
    at(NOON + DAY)
    enqueue_due(NIGHTLY)
    at(NOON + 2 * DAY)
    assert enqueue_due(NIGHTLY) == 0
    assert Job.objects.count() == 1
    assert enqueued() == 1
    assert enqueued() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_that_look_at_once_one_enqueues() -> None:
    ScheduledRun.objects.create(name="nightly", slot=NOON - 400 * DAY)
    begin = Barrier(8)

    def look(number: int) -> int:
        begin.wait()
        try:
            with suppress(OperationalError):
                return enqueue_due(NIGHTLY)
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as processes:
        assert sum(processes.map(look, range(8))) == 1
    assert Job.objects.count() == 1
