"""The threads of the background process: some take jobs, each one after the other, so that a long backup keeps nobody
else's job waiting; another one does the chores, so that no job delays a mail."""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from threading import Event, Lock, Thread

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from fumibako.groundwork.jobs import running, services
from fumibako.groundwork.jobs.kinds import Bench, JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.queries import is_waited_for

log = logging.getLogger("background")
LOOK_SECONDS = 10.0
RETRY_SECONDS = 1.0
# How long a job goes on while another one waits that is as urgent.
TURN_SECONDS = 10.0
# Jobs at the same time. Most of them wait: for a server, for the agent, for MariaDB.
NUMBERS: Mapping[Bench, int] = {Bench.ORDINARY: 3, Bench.COPIES: 4, Bench.PROGRAMS: 2, Bench.SCANS: 1}
# Of one customer's, who may have many domains: an import that lasts an hour in each keeps nobody else's job waiting.
MOST_FOR_EACH: Mapping[Bench, int] = {Bench.ORDINARY: 2, Bench.COPIES: 1, Bench.PROGRAMS: 1, Bench.SCANS: 0}


class Workbenches:
    """Several of them, each in a thread of its own."""

    def __init__(self, kinds: Mapping[str, JobKind], numbers: Mapping[Bench, int] = NUMBERS) -> None:
        self._benches = [
            Workbench(kinds, f"{bench}{place}", bench)
            for bench, number in numbers.items()
            if bench is Bench.ORDINARY or any(kind.bench is bench for kind in kinds.values())
            for place in range(number)
        ]
        self._threads = [Thread(target=bench.work, name="jobs", daemon=True) for bench in self._benches]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        for bench in self._benches:
            bench.woken.set()

    def are_alive(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """What runs gives way before its next step."""
        for bench in self._benches:
            bench.stop()

    def join(self, seconds: float) -> None:
        """Wait for their ends, that long in all."""
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))


class Workbench:
    """Takes jobs until stopping. woken: set when there may be another one. name: among those of this process.
    bench: which kinds of jobs; None: all of them."""

    _taking = Lock()

    def __init__(self, kinds: Mapping[str, JobKind], name: str = "", bench: Bench | None = None) -> None:

        def takes(name: str) -> bool:
            return bench is None or bench is (kinds[name].bench if name in kinds else Bench.ORDINARY)

        self._kinds, self._wanted = kinds, services.Wanted(takes, MOST_FOR_EACH[bench] if bench else 0)
        self._holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{time.monotonic_ns()}:{name}"
        self.woken, self.stopping = Event(), Event()

    def work(self) -> None:
        while not self.stopping.is_set():
            self.woken.clear()
            wait = LOOK_SECONDS
            try:
                close_old_connections()
                while not self.stopping.is_set() and self.run_next():
                    close_old_connections()
            except DatabaseError as error:
                log.warning("jobs later: %s", error)
                connection.close()
                wait = RETRY_SECONDS
            self.woken.wait(wait)
        connection.close()

    def run_next(self) -> bool:
        """Run the next job, or a turn of it; return whether there was one. Raises DatabaseError."""
        with self._taking:  # or two would see none of a customer's at work
            job = services.take(self._holder, self._wanted)
        if job is None:
            return False
        running.run(job, self._holder, self._kinds, self._turn(job))
        return True

    def stop(self) -> None:
        """The job that runs gives way before its next step."""
        self.stopping.set()
        self.woken.set()

    def _turn(self, job: Job) -> Callable[[], bool]:
        """Tells whether the job is to give way: the process ends, or its turn is over and another one waits."""
        over_at = time.monotonic() + TURN_SECONDS

        def is_over() -> bool:
            nonlocal over_at
            if self.stopping.is_set():
                return True
            if time.monotonic() < over_at:
                return False
            over_at = time.monotonic() + 1.0  # the next look at who waits
            return is_waited_for(job, timezone.now(), self._wanted)

        return is_over


def ask(question: Callable[[float], float], most: float) -> float:
    """What it answers, or at most while the database does not."""
    try:
        return question(most)
    except DatabaseError:
        connection.close()
        return most


def do_chores(chores: Iterable[Callable[[], int]]) -> None:
    """Each of them; one that fails keeps the others from nothing."""
    for chore in chores:
        try:
            close_old_connections()
            chore()
        except DatabaseError as error:
            log.warning("%s later: %s", chore.__name__, error)
            connection.close()
        except Exception:
            log.exception("%s failed", chore.__name__)
