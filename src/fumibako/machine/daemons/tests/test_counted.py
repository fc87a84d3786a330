"""How long a count of a domain's mail holds, and who waits for the next one."""

import time
from threading import Event, Lock, Thread

import pytest

from fumibako.machine.daemons.counted import Counted
from fumibako.machine.system.run import CommandFailed

pytestmark = pytest.mark.feature("A5")


class Bench:
    """Counts 1, 2, 3, …; each count takes `cost` of a clock that is moved by hand, and waits for `may_end`."""

    def __init__(self) -> None:
        self.now, self.cost, self.counts = 0.0, 0.0, 0
        self.may_end = Event()
        self.may_end.set()
        self.fails = False
        self.counted = Counted(lambda: self.now)

    def bytes_of(self, domain: str) -> int:
        return self.counted.bytes_of(domain, self._count)

    def _count(self) -> int:
        self.may_end.wait(10)
        if self.fails:
            raise CommandFailed("doveadm did not end")
        self.now += self.cost
        self.counts += 1
        return self.counts

    def settle(self, counts: int) -> None:
        deadline = time.monotonic() + 10
        while self.counts < counts:
            assert time.monotonic() < deadline
            time.sleep(0.005)


def test_a_count_holds_for_a_minute() -> None:
    bench = Bench()
    assert bench.bytes_of("a.example") == 1
    bench.now += 60
    assert bench.bytes_of("a.example") == 1
    assert bench.bytes_of("b.example") == 2


def test_nobody_waits_for_the_second_count_and_it_is_made_once() -> None:
    bench = Bench()
    assert bench.bytes_of("a.example") == 1
    bench.now += 61
    bench.may_end.clear()
    assert [bench.bytes_of("a.example") for _ in range(5)] == [1] * 5
    bench.may_end.set()
    bench.settle(2)
    assert bench.bytes_of("a.example") == 2
    assert bench.counts == 2


def test_a_dear_count_holds_longer() -> None:
    bench = Bench()
    bench.cost = 30.0
    assert bench.bytes_of("a.example") == 1
    bench.now += 599
    assert bench.bytes_of("a.example") == 1
    assert bench.counts == 1
    bench.now += 2
    bench.bytes_of("a.example")
    bench.settle(2)


def test_a_count_that_fails_is_told_to_whoever_waits_and_leaves_the_old_one() -> None:
    bench = Bench()
    bench.fails = True
    with pytest.raises(CommandFailed):
        bench.bytes_of("a.example")
    bench.fails = False
    assert bench.bytes_of("a.example") == 1
    bench.fails = True
    bench.now += 61
    assert bench.bytes_of("a.example") == 1


def test_one_who_cannot_do_with_an_old_count_gets_a_new_one() -> None:
    bench = Bench()
    bench.bytes_of("a.example")
    bench.now += 1
    assert bench.counted.bytes_anew("a.example", bench._count, 10) == 2
    assert bench.bytes_of("a.example") == 2
    bench.now, bench.fails = bench.now + 1, True
    with pytest.raises(CommandFailed):
        bench.counted.bytes_anew("a.example", bench._count, 10)
    assert bench.bytes_of("a.example") == 2


def test_those_who_wait_for_a_new_count_share_the_next_one() -> None:
    bench = Bench()
    bench.may_end.clear()
    seen: list[int] = []

    def ask() -> None:
        seen.append(bench.counted.bytes_anew("a.example", bench._count, 10))

    first = Thread(target=ask)
    first.start()
    while not bench.counted._locks.get("a.example", Lock()).locked():
        time.sleep(0.005)
    bench.now += 1
    others = [Thread(target=ask) for _ in range(5)]
    for each in others:
        each.start()
    bench.may_end.set()
    for each in (first, *others):
        each.join(10)
    assert bench.counts == 2 and sorted(seen) == [1, 2, 2, 2, 2, 2]
