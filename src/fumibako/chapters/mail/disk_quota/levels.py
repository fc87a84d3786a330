"""Levels of a contract's mail use (B8): when to warn, when to lock, when to unlock.

Pure: takes the facts and the time, returns the new facts and what is to be done. The caller sends and stores.

The lock needs 24 hours over 100 % without a break. They are added up from a look that finds it over to the next that
does, MAX_STEP at most: a clock that jumps, or a box that was switched off, locks nobody.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WARN_AT, MAIL_AT, FULL = 80, 90, 100
LOCK_AFTER = timedelta(hours=24)
MAX_STEP = timedelta(minutes=15)
EVERY = timedelta(minutes=1)


class Level(StrEnum):
    FINE = "fine"
    WARNING = "warning"  # on the menu
    ALMOST_FULL = "almost_full"  # on the menu and by mail
    OVER = "over"


class Deed(StrEnum):
    MAIL_ALMOST_FULL = "mail_almost_full"
    LOCK = "lock"
    UNLOCK = "unlock"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """seen_at: the look before, None before the first. is_over: what that found; over_for: the stretch over 100 % so
    far. is_warned: the mail of 90 % went out and use has not been below since."""

    seen_at: datetime | None = None
    over_for: timedelta = timedelta()
    is_over: bool = False
    is_warned: bool = False
    is_locked: bool = False


def level_of(used: int, limit: int) -> Level:
    """used, limit: bytes. Exactly 100 % is within the limit."""
    if used > limit:
        return Level.OVER
    if used * 100 >= limit * MAIL_AT:
        return Level.ALMOST_FULL
    return Level.WARNING if used * 100 >= limit * WARN_AT else Level.FINE


def is_due(facts: Facts, *, before: int, used: int, limit: int, now: datetime) -> bool:
    """Whether a look may find something to do or to show: at once where a line was passed, by the use or by another
    limit, else now and then. before: what the last look found."""
    level = level_of(used, limit)
    is_over, is_warned = level is Level.OVER, level in (Level.ALMOST_FULL, Level.OVER)
    if facts.seen_at is None or level_of(before, limit) is not level:
        return True
    if (facts.is_over, facts.is_warned) != (is_over, is_warned):
        return True
    return abs(now - facts.seen_at) >= EVERY and (before != used or is_over)


def look(facts: Facts, *, used: int, limit: int, now: datetime) -> tuple[Facts, tuple[Deed, ...]]:
    """Return the facts after this look and the deeds that it asks for, each once per passing of its line."""
    level = level_of(used, limit)
    was_over = facts.seen_at if facts.is_over else None
    step = min(max(now - was_over, timedelta()), MAX_STEP) if was_over else timedelta()
    is_over = level is Level.OVER
    after = replace(facts, seen_at=now, is_over=is_over, over_for=facts.over_for + step if is_over else timedelta())
    deeds = []
    if facts.is_locked and not is_over:
        after = replace(after, is_locked=False)
        deeds.append(Deed.UNLOCK)
    if level in (Level.ALMOST_FULL, Level.OVER) and not facts.is_warned:
        after = replace(after, is_warned=True)
        deeds.append(Deed.MAIL_ALMOST_FULL)
    elif level in (Level.FINE, Level.WARNING):
        after = replace(after, is_warned=False)
    if is_over and not facts.is_locked and after.over_for >= LOCK_AFTER:
        after = replace(after, is_locked=True)
        deeds.append(Deed.LOCK)
    return after, tuple(deeds)
