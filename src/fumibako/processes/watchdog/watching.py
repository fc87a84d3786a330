"""When a service that does not answer is restarted, and when mail need wait no longer. Pure."""

from dataclasses import dataclass, replace

PATIENCE = 3  # looks in a row
FIRST_PATIENCE = 6  # as long as it has not answered since it was started: on a busy machine that takes its time
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 10.0, 300.0
GOOD_AGAIN_SECONDS = 300.0
FLUSH_PAUSE_SECONDS = 60.0


@dataclass(frozen=True)
class Record:
    """misses: looks in a row without an answer; pause: the least time between restarts; restarted_at: -inf is never.
    has_answered: since it was restarted, or since we look."""

    misses: int = 0
    pause: float = FIRST_PAUSE_SECONDS
    restarted_at: float = float("-inf")
    has_answered: bool = False


def after_look(record: Record, *, is_down: bool, now: float) -> tuple[Record, bool]:
    """Return the new record and whether to restart the service now. now: monotonic seconds."""
    if not is_down:
        is_good = now - record.restarted_at > GOOD_AGAIN_SECONDS
        pause = FIRST_PAUSE_SECONDS if is_good else record.pause
        return Record(0, pause, record.restarted_at, has_answered=True), False
    misses = record.misses + 1
    patience = PATIENCE if record.has_answered else FIRST_PATIENCE
    if misses < patience or now - record.restarted_at < record.pause:
        return replace(record, misses=misses), False
    return Record(0, min(LONGEST_PAUSE_SECONDS, record.pause * 2), now), True


@dataclass(frozen=True)
class Backlog:
    """is_there: mail may wait in the queue for something that was down; nobody knows what was before the first look."""

    is_there: bool = True
    flushed_at: float = float("-inf")


def after_engines(backlog: Backlog, *, is_down: bool, now: float) -> tuple[Backlog, bool]:
    """Return the new backlog and whether the queue is to be flushed now. is_down: any engine that mail waits for."""
    if is_down:
        return replace(backlog, is_there=True), False
    if not backlog.is_there or now - backlog.flushed_at < FLUSH_PAUSE_SECONDS:
        return backlog, False
    return Backlog(is_there=False, flushed_at=now), True
