"""When a service that does not answer is restarted. Pure."""

from dataclasses import dataclass

PATIENCE = 3  # looks in a row
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 10.0, 300.0
GOOD_AGAIN_SECONDS = 300.0


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
