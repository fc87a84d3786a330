"""When a job is free to be taken. No database, no clock."""

from datetime import UTC, datetime, timedelta

import pytest

from fumibako.groundwork.jobs.leases import LEASE, MAX_DELAY, delay_after, is_free

pytestmark = pytest.mark.feature("B13")
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("until", "free"),
    [
        (None, True),
        (NOW - SECOND, True),
        (NOW, True),
        (NOW + SECOND, False),
        (NOW + LEASE, False),
        (NOW + LEASE + SECOND, False),  # written a moment after this process has read the clock
        (NOW + 2 * LEASE + SECOND, True),  # nobody writes this: the clock was set back
    ],
)
def test_a_job_is_taken_over_when_its_lease_has_ended(until: datetime | None, free: bool) -> None:
    assert is_free(due_at=NOW, lease_until=until, now=NOW) is free


@pytest.mark.parametrize(
    ("due_at", "free"),
    [(NOW, True), (NOW + SECOND, False), (NOW + MAX_DELAY, False), (NOW + 2 * MAX_DELAY + SECOND, True)],
)
def test_a_job_is_not_tried_again_before_its_time(due_at: datetime, free: bool) -> None:
    assert is_free(due_at=due_at, lease_until=None, now=NOW) is free


def test_a_job_waits_longer_after_each_fault_but_never_longer_than_the_limit() -> None:
    delays = [delay_after(attempts) for attempts in range(40)]
    assert delays == sorted(delays)
    assert delays[-1] == MAX_DELAY
