"""What domains hold, counted rarely: a domain with thousands of mailboxes takes minutes, and only the first request
waits."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread

from fumibako.machine.system.run import CommandFailed

log = logging.getLogger("agent")
KEPT_SECONDS = 60.0
PATIENCE_SECONDS = 2.0  # of requests that arrive during the first count
KEPT_TIMES_ITS_COST = 20.0  # so that counting takes a twentieth of the machine's time at most

Counting = Callable[[], int]
"""Counts the bytes of one domain. Raises CommandFailed."""


@dataclass(frozen=True)
class Count:
    """at: when it was finished; seconds: how long it took."""

    bytes: int
    at: float
    seconds: float


class Counted:
    """The last count of each domain. now: a monotonic clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[str, Count] = {}
        self._locks: dict[str, Lock] = {}

    def bytes_of(self, domain: str, count: Counting) -> int:
        """Return the last count; one thread renews an old one in the background. Raises CommandFailed if there is no
        count yet."""
        lock = self._locks.setdefault(domain, Lock())
        known = self._known.get(domain)
        if known is None:
            if not lock.acquire(timeout=PATIENCE_SECONDS):
                raise CommandFailed(f"{domain} is being counted")
            try:
                known = self._known.get(domain) or self._renew(domain, count)
            finally:
                lock.release()
        elif self._is_old(known) and lock.acquire(blocking=False):
            Thread(target=self._renew_in_background, args=(domain, count, lock), daemon=True).start()
        return known.bytes

    def bytes_anew(self, domain: str, count: Counting, patience: float) -> int:
        """A count that began after this was asked for. patience: seconds for those that began before. Raises
        CommandFailed."""
        asked, lock = self._now(), self._locks.setdefault(domain, Lock())
        if not lock.acquire(timeout=patience):
            raise CommandFailed(f"{domain} is being counted")
        try:
            known = self._known.get(domain)
            is_new = known is not None and known.at - known.seconds >= asked
            return known.bytes if known and is_new else self._renew(domain, count).bytes
        finally:
            lock.release()

    def changed(self, domain: str, more: int) -> None:
        """So many bytes were added, or others went: what is known of a domain is wrong, and counted anew when somebody
        asks."""
        known = self._known.get(domain)
        if known is not None:
            self._known[domain] = Count(known.bytes + more, self._now() - KEPT_SECONDS, known.seconds)

    def _is_old(self, known: Count) -> bool:
        return self._now() - known.at > max(KEPT_SECONDS, KEPT_TIMES_ITS_COST * known.seconds)

    def _renew(self, domain: str, count: Counting) -> Count:
        started = self._now()
        counted = count()
        self._known[domain] = known = Count(counted, self._now(), self._now() - started)
        return known

    def _renew_in_background(self, domain: str, count: Counting, lock: Lock) -> None:
        try:
            self._renew(domain, count)
        except CommandFailed as error:
            log.warning("%s could not be counted: %s", domain, error)
        finally:
            lock.release()
