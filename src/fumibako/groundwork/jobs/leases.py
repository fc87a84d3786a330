"""Who may run a job, and when. Pure.

A process that runs a job holds its lease and renews it with every step; one that dies leaves a lease that ends. The
lease decides only when another process may take the job over. That nothing is done twice does not depend on clocks:
every step is committed only while the job's row still names its holder (running.py).
"""

from datetime import datetime, timedelta

LEASE = timedelta(seconds=30)
MIN_DELAY, MAX_DELAY = timedelta(seconds=5), timedelta(minutes=2)
MAX_ATTEMPTS = 5


def is_free(*, due_at: datetime, lease_until: datetime | None, now: datetime) -> bool:
    """Whether an unfinished job can be taken. A time that is far further ahead than we ever write means that the clock
    was set back; then it does not count. Not just further: another process may have written it since now was read."""
    is_due = not now < due_at <= now + 2 * MAX_DELAY
    is_held = lease_until is not None and now < lease_until <= now + 2 * LEASE
    return is_due and not is_held


def delay_after(attempts: int) -> timedelta:
    """How long a job waits after a fault that may pass, attempts being the starts without getting further."""
    return min(MIN_DELAY * (1 << min(attempts, 10)), MAX_DELAY)
