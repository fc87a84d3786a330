"""When a service that does not answer is restarted, and when mail need wait no longer. Pure."""

from dataclasses import dataclass, replace

PATIENCE = 3  # looks in a row
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 10.0, 300.0
GOOD_AGAIN_SECONDS = 300.0
FLUSH_PAUSE_SECONDS = 60.0


@dataclass(frozen=True)
class Record:
    """misses: looks in a row without an answer; pause: the least time between restarts; restarted_at: -inf is never."""

    misses: int = 0
    pause: float = FIRST_PAUSE_SECONDS
    restarted_at: float = float("-inf")


def after_look(record: Record, *, is_down: bool, now: float) -> tuple[Record, bool]:
    """Return the new record and whether to restart the service now. now: monotonic seconds."""
    if not is_down:
        is_good = now - record.restarted_at > GOOD_AGAIN_SECONDS
        return Record(0, FIRST_PAUSE_SECONDS if is_good else record.pause, record.restarted_at), False
    misses = record.misses + 1
    if misses < PATIENCE or now - record.restarted_at < record.pause:
        return Record(misses, record.pause, record.restarted_at), False
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
