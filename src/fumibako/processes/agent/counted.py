"""What domains hold, counted seldom: in a domain of thousands it takes minutes, and only the first who asks waits."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread

from fumibako.machine.system.run import CommandFailed

log = logging.getLogger("agent")
KEPT_SECONDS = 60.0
PATIENCE_SECONDS = 2.0  # of those who come while the first one waits
KEPT_TIMES_ITS_COST = 20.0  # so that counting takes a twentieth of the machine's time at most


@dataclass(frozen=True)
class Count:
    """at: when it was finished; seconds: how long it took."""

    number: int
    at: float
    seconds: float


class Counted:
    """count(domain) returns its bytes or raises CommandFailed; now: seconds that only grow."""

    def __init__(self, count: Callable[[str], int], now: Callable[[], float] = time.monotonic) -> None:
        self._count, self._now = count, now
        self._known: dict[str, Count] = {}
        self._locks: dict[str, Lock] = {}

    def bytes_of(self, domain: str) -> int:
        """The last count; an old one is renewed meanwhile, by one thread. Raises CommandFailed where there is none."""
        lock = self._locks.setdefault(domain, Lock())
        known = self._known.get(domain)
        if known is None:
            if not lock.acquire(timeout=PATIENCE_SECONDS):
                raise CommandFailed(f"{domain} is being counted")
            try:
                known = self._known.get(domain) or self._renew(domain)
            finally:
                lock.release()
        elif self._is_old(known) and lock.acquire(blocking=False):
            Thread(target=self._renew_behind, args=(domain, lock), daemon=True).start()
        return known.number

    def _is_old(self, known: Count) -> bool:
        return self._now() - known.at > max(KEPT_SECONDS, KEPT_TIMES_ITS_COST * known.seconds)

    def _renew(self, domain: str) -> Count:
        started = self._now()
        number = self._count(domain)
        self._known[domain] = count = Count(number, self._now(), self._now() - started)
        return count

    def _renew_behind(self, domain: str, lock: Lock) -> None:
        try:
            self._renew(domain)
        except CommandFailed as error:
            log.warning("%s could not be counted: %s", domain, error)
        finally:
            lock.release()
