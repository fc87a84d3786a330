"""The levels of B8: sequences of use, time jumps and restarts; no notice twice or missing, no wrong lock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumibako.chapters.mail.disk_quota.levels import LOCK_AFTER, MAX_STEP, Deed, Facts, Level, is_due, level_of, look

pytestmark = pytest.mark.feature("B8")
START = datetime(2026, 4, 1, tzinfo=UTC)
LIMIT = 1000


@dataclass
class Watch:
    facts: Facts = field(default_factory=Facts)
    now: datetime = START

    def see(self, percent: int, after: timedelta = timedelta(minutes=1)) -> tuple[Deed, ...]:
        self.now += after
        self.facts, deeds = look(self.facts, used=percent * LIMIT // 100, limit=LIMIT, now=self.now)
        return deeds


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        *((0, Level.FINE), (79, Level.FINE), (80, Level.WARNING), (89, Level.WARNING), (90, Level.ALMOST_FULL)),
        *((99, Level.ALMOST_FULL), (100, Level.ALMOST_FULL), (101, Level.OVER)),
    ],
)
def test_each_level_begins_at_its_line(percent: int, level: Level) -> None:
    assert level_of(percent * LIMIT // 100, LIMIT) is level


def test_the_mail_of_90_percent_goes_once_per_passing() -> None:
    watch = Watch()
    assert watch.see(91) == (Deed.MAIL_ALMOST_FULL,)
    assert watch.see(95) == watch.see(105) == watch.see(92) == ()
    assert watch.see(70) == ()
    assert watch.see(90) == (Deed.MAIL_ALMOST_FULL,)


def test_24_hours_without_a_break_lock_and_the_next_look_below_unlocks() -> None:
    watch = Watch()
    watch.see(101)
    for _ in range(24 * 60 // 10 - 1):
        assert watch.see(101, timedelta(minutes=10)) == ()
    assert watch.see(101, timedelta(minutes=10)) == (Deed.LOCK,)
    assert watch.see(101) == ()
    assert watch.see(100) == (Deed.UNLOCK,)
    assert watch.see(101) == ()


def test_a_break_begins_the_stretch_anew() -> None:
    watch = Watch()
    for _ in range(140):
        watch.see(101, timedelta(minutes=10))
    watch.see(100)
    for _ in range(140):
        assert watch.see(101, timedelta(minutes=10)) == ()


def test_the_stretch_begins_with_the_look_that_finds_it_over() -> None:
    watch = Watch()
    watch.see(50)
    watch.see(101, timedelta(days=1))
    assert watch.facts.over_for == timedelta()
    watch.see(101, timedelta(minutes=10))
    assert watch.facts.over_for == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("percent", "limit", "is_at_once"),
    [(75, 900, False), (75, 800, True), (75, 740, True), (75, 950, False), (95, 1200, True), (101, 1010, True)],
)
# The line of 80 % is only shown, and every page looks at the limit.
def test_another_limit_is_seen_at_once_where_it_passes_a_line(percent: int, limit: int, is_at_once: bool) -> None:
    watch = Watch()
    watch.see(percent)
    used = percent * LIMIT // 100
    assert is_due(watch.facts, before=used, used=used, limit=limit, now=watch.now) == is_at_once


def test_a_clock_that_jumps_locks_nobody() -> None:
    watch = Watch()
    watch.see(101)
    assert watch.see(101, timedelta(days=3)) == ()
    assert watch.see(101, -timedelta(days=5)) == ()
    assert watch.facts.over_for <= MAX_STEP


LOOKS = st.lists(
    st.tuples(st.integers(0, 130), st.sampled_from([60, 600, 900, 86_400 * 3, -86_400, -7200, 0])), max_size=400
)


@settings(max_examples=1000, deadline=None)
@given(LOOKS)
def test_no_notice_is_double_or_missing_and_no_lock_wrong(looks: list[tuple[int, int]]) -> None:
    watch, over_for, is_warned, is_locked, was_over = Watch(), timedelta(), False, False, False
    for percent, seconds in looks:
        deeds = watch.see(percent, timedelta(seconds=seconds))
        step = min(max(timedelta(seconds=seconds), timedelta()), MAX_STEP) if was_over else timedelta()
        over_for, was_over = (over_for + step if percent > 100 else timedelta()), percent > 100
        assert (Deed.MAIL_ALMOST_FULL in deeds) == (percent >= 90 and not is_warned)
        assert (Deed.UNLOCK in deeds) == (is_locked and percent <= 100)
        assert (Deed.LOCK in deeds) == (not is_locked and percent > 100 and over_for >= LOCK_AFTER)
        assert len(deeds) == len(set(deeds))
        is_warned = percent >= 90
        is_locked = (is_locked or Deed.LOCK in deeds) and percent > 100
        assert watch.facts.is_locked == is_locked
