"""python -m fumibako.processes.watchdog --state DIR: look at every service again and again."""

import concurrent.futures
import json
import logging
import sys
import time
import xmlrpc.client
from datetime import UTC, datetime

from fumibako.machine.conf import Config
from fumibako.machine.conf.arguments import config_of
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.service import Condition, Health, Service
from fumibako.processes.watchdog.watching import Record, after_look

log = logging.getLogger("watchdog")
LOOK_EVERY_SECONDS = 10.0
LOOK_SECONDS = 15.0


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    config = config_of(sys.argv[1:])
    watched = [service for service in SERVICES if service.name != "watchdog" and service.process(config)]
    records = {service.name: Record() for service in watched}
    with concurrent.futures.ThreadPoolExecutor(max_workers=2 * len(watched)) as looks:
        while True:
            started = time.monotonic()
            seen = _look(config, watched, looks)
            _tell(config, seen)
            for name, health in seen.items():
                is_down = health.condition is Condition.DOWN
                records[name], is_due = after_look(records[name], is_down=is_down, now=time.monotonic())
                if is_due:
                    _restart(config, name, health.detail)
            time.sleep(max(1.0, LOOK_EVERY_SECONDS - (time.monotonic() - started)))


def _look(config: Config, watched: list[Service], looks: concurrent.futures.ThreadPoolExecutor) -> dict[str, Health]:
    """Use every service at the same time; who takes too long is down."""
    asked = {service.name: looks.submit(service.health, config) for service in watched}
    concurrent.futures.wait(asked.values(), LOOK_SECONDS)
    late = Health(Condition.DOWN, f"no answer within {LOOK_SECONDS:.0f} s")
    return {name: look.result() if look.done() else late for name, look in asked.items()}


def _tell(config: Config, seen: dict[str, Health]) -> None:
    services = {name: {"condition": str(health.condition), "detail": health.detail} for name, health in seen.items()}
    partial = config.health_file.with_suffix(".new")
    partial.write_text(json.dumps({"at": datetime.now(UTC).isoformat(), "services": services}, ensure_ascii=False))
    partial.chmod(0o644)
    partial.replace(config.health_file)


def _restart(config: Config, name: str, words: str) -> None:
    log.warning("%s is restarted: %s", name, words)
    try:
        Supervisor(config).restart(name)
    except (NotRunning, xmlrpc.client.Error) as error:
        log.warning("%s was not restarted: %s", name, error)


if __name__ == "__main__":
    main()
