"""python -m fumibako.processes.watchdog --state DIR: look at every service again and again."""

import concurrent.futures
import json
import logging
import sys
import time
import xmlrpc.client
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime

from fumibako.machine.conf import Config
from fumibako.machine.conf.arguments import config_of
from fumibako.machine.daemons.checks import CHECKS, Check
from fumibako.machine.daemons.filterd import poison
from fumibako.machine.daemons.postfix.control import Queue
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.client import AgentDown, AgentFailed, AgentRefused
from fumibako.machine.provision.service import NO_SPACE, Condition, Health, Service
from fumibako.processes.watchdog.watching import Backlog, Record, after_engines, after_look

log = logging.getLogger("watchdog")
LOOK_EVERY_SECONDS = 10.0
LOOK_SECONDS = 15.0
# While one of them is down, mail waits in Postfix's queue, longer and longer between two tries.
ENGINES = frozenset({"clamd", "spamd", "filterd", "dovecot", "postfix"})


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    config = config_of(sys.argv[1:])
    watched = [service for service in SERVICES if service.name != "watchdog" and service.process(config)]
    with ThreadPoolExecutor(len(watched) + len(CHECKS)) as looks, ThreadPoolExecutor(1) as restarts:
        Watchdog(config, watched, looks, restarts, CHECKS).watch()


class Watchdog:
    """restarts: one thread, so that actions run one after the other while the looking goes on. checks: looked at as
    the services are, but nothing is restarted for them."""

    def __init__(
        self,
        config: Config,
        watched: list[Service],
        looks: ThreadPoolExecutor,
        restarts: ThreadPoolExecutor,
        checks: Sequence[Check] = (),
    ) -> None:
        self._config = config
        self._watched = {service.name: service for service in watched}
        self._looked_at: dict[str, Check] = {**self._watched, **{check.name: check for check in checks}}
        self._looks, self._restarts = looks, restarts
        self._records = {name: Record() for name in self._watched}
        self._down: frozenset[str] = frozenset()  # at the last look
        self._asked: dict[str, Future[Health]] = {}
        self._holding: Future[None] | None = None
        self._backlog = Backlog()

    def watch(self) -> None:
        while True:
            started = time.monotonic()
            self.look()
            time.sleep(max(1.0, LOOK_EVERY_SECONDS - (time.monotonic() - started)))

    def look(self) -> None:
        """At every service once. Restarts and flushes are queued, not awaited."""
        seen = self._use_all()
        self._tell(seen)
        if self._holding is None or self._holding.done():
            self._holding = self._restarts.submit(self._hold_poisoned)
        self._down = frozenset(name for name, health in seen.items() if health.condition is Condition.DOWN)
        is_down = bool(self._down & ENGINES)
        self._backlog, is_due = after_engines(self._backlog, is_down=is_down, now=time.monotonic())
        if is_due:
            self._restarts.submit(self._flush)
        for name, service in self._watched.items():
            record, is_due = after_look(self._records[name], is_down=name in self._down, now=time.monotonic())
            self._records[name] = record
            if is_due and seen[name].code != NO_SPACE:
                self._restarts.submit(self._restart, service, seen[name].detail)

    def _use_all(self) -> dict[str, Health]:
        """Use every service at the same time. Who is still being asked from the look before is not asked again."""
        for name, looked_at in self._looked_at.items():
            if name not in self._asked:
                self._asked[name] = self._looks.submit(self._use, looked_at)
        concurrent.futures.wait(self._asked.values(), LOOK_SECONDS)
        late = Health(Condition.DOWN, f"no answer within {LOOK_SECONDS:.0f} s")
        seen = {name: asked.result() if asked.done() else late for name, asked in self._asked.items()}
        self._asked = {name: asked for name, asked in self._asked.items() if not asked.done()}
        return seen

    def _use(self, looked_at: Check) -> Health:
        try:
            return looked_at.health(self._config)
        except Exception as error:  # a look that fails must not end the looking at the others
            log.exception("%s could not be looked at", looked_at.name)
            return Health(Condition.DOWN, f"could not be looked at: {error!r}")

    def _tell(self, seen: dict[str, Health]) -> None:
        services = {name: asdict(health) for name, health in seen.items()}
        partial = self._config.health_file.with_suffix(".new")
        try:
            partial.write_text(
                json.dumps({"at": datetime.now(UTC).isoformat(), "services": services}, ensure_ascii=False)
            )
            partial.chmod(0o644)
            partial.replace(self._config.health_file)
        except OSError as error:  # a full disk, perhaps: the services need us all the more
            log.warning("what was seen could not be written down: %s", error)

    def _hold_poisoned(self) -> None:
        """Mails that the filter failed at too often (SECURITY 2.3). Told again and again: whoever takes one off hold
        by hand leaves it to a filter that does not try it. An agent that is away is not waited for once per mail: its
        restart may be the next deed."""
        for mail in poison.poisoned(self._config):
            try:
                if Queue(self._config).hold(mail.queue_id):
                    log.warning("%s is on hold: the filter failed at it: %s", mail.queue_id, "; ".join(mail.reasons))
            except (AgentFailed, AgentRefused) as error:
                log.warning("%s could not be put on hold: %s", mail.queue_id, error)
            except AgentDown as error:
                log.warning("nothing could be put on hold: %s", error)
                return

    def _flush(self) -> None:
        """Whatever waited for an engine is tried again now, not after as long a time as it waited already."""
        try:
            Queue(self._config).flush()
            log.info("the queue is tried again: everything that mail needs is there")
        except (AgentDown, AgentRefused) as error:  # Postfix tries by itself, later
            log.warning("the queue was not flushed: %s", error)

    def _restart(self, service: Service, words: str) -> None:
        process = service.process(self._config)
        if process is None or service.name not in self._down:  # others came first, and meanwhile it is there again
            return
        log.warning("%s is restarted: %s", service.name, words)
        try:
            Supervisor(self._config).replace(service.name, process.stop_signal, process.stop_seconds)
        except (NotRunning, xmlrpc.client.Error) as error:
            log.warning("%s was not restarted: %s", service.name, error)


if __name__ == "__main__":
    main()
