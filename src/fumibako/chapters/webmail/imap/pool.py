"""Connections that stay between requests, logged in: a log-in is most of what a small page costs
(docs/decisions/0152). One per mailbox and thread at most, for a minute; each is asked before it is used again."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

SECONDS = 60.0
LOOKING_SECONDS = 10.0
MOST_OF_ONE, MOST = 2, 60


class Client(Protocol):
    def noop(self) -> object: ...
    def shutdown(self) -> None: ...


@dataclass
class Pool:
    """clock: seconds that only go forward."""

    clock: Callable[[], float] = time.monotonic
    _waiting: list[tuple[float, str, Client]] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _is_looked_after: bool = False

    def take(self, address: str) -> Client | None:
        """One of that mailbox that answers, None where there is none."""
        while found := self._newest(address):
            try:
                found.noop()
            except Exception:
                _close(found)
            else:
                return found
        return None

    def give(self, address: str, client: Client) -> None:
        """Nobody may use it afterwards."""
        with self._guard:
            self._waiting.append((self.clock(), address, client))
            own = [each for each in self._waiting if each[1] == address]
            surplus = [*own[:-MOST_OF_ONE], *self._waiting[:-MOST]]
            self._waiting = [each for each in self._waiting if each not in surplus]
            if not self._is_looked_after:
                self._is_looked_after = True
                threading.Thread(target=self._look, name="imap-pool", daemon=True).start()
        for _at, _address, each in surplus:
            _close(each)

    def close_old(self) -> bool:
        """Whether some are left."""
        with self._guard:
            old = [each for each in self._waiting if each[0] < self.clock() - SECONDS]
            self._waiting = [each for each in self._waiting if each not in old]
            self._is_looked_after = bool(self._waiting)
        for _at, _address, each in old:
            _close(each)
        return self._is_looked_after

    def forget(self) -> None:
        """After a fork: the parent's."""
        self._waiting, self._guard, self._is_looked_after = [], threading.Lock(), False

    def _newest(self, address: str) -> Client | None:
        with self._guard:
            own = [each for each in self._waiting if each[1] == address and each[0] >= self.clock() - SECONDS]
            if not own:
                return None
            self._waiting.remove(own[-1])
            return own[-1][2]

    def _look(self) -> None:
        while True:
            time.sleep(LOOKING_SECONDS)
            if not self.close_old():
                return


def _close(client: Client) -> None:
    try:
        client.shutdown()
    except Exception:
        return


POOL = Pool()
os.register_at_fork(after_in_child=POOL.forget)
