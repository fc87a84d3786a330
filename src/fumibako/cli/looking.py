"""How a box is: every service and check, by using it now."""

from collections.abc import Iterator
from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.daemons.checks import CHECKS
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.service import Condition, Health, Service
from fumibako.machine.system import groups


@dataclass(frozen=True)
class Line:
    """One service or check in `status`."""

    name: str
    state: str
    health: str
    detail: str


def status(config: Config) -> Iterator[Line]:
    """One line per service, then one per check, by using it now."""
    known = states(config)
    orphans = {} if known else groups.leftovers((config.run / "units").glob("*"))
    for service in SERVICES:
        process = service.process(config)
        if process is None:
            yield Line(service.name, "off", "warning", service.health(config).detail)
        elif service.name in known:
            health = health_of(config, service, known[service.name])
            state = known[service.name].lower()
            is_off = state == "stopped" and not process.is_wanted
            yield Line(service.name, "off" if is_off else state, str(health.condition), health.detail)
        elif service.name in orphans:
            yield _orphan(config, service)
        else:
            yield Line(service.name, "stopped", "down", "the box does not run")
    for check in CHECKS:
        health = check.health(config)
        yield Line(check.name, "checked", str(health.condition), health.detail)


def _orphan(config: Config, service: Service) -> Line:
    """A service whose supervisord has died: it works, but it is not started again when it ends."""
    health = service.health(config)
    condition = Condition.WARNING if health.condition is Condition.OK else health.condition
    return Line(service.name, "orphaned", str(condition), health.detail or "runs on, but its supervisord has died")


def is_running(config: Config) -> bool:
    """Also without its supervisord."""
    return Supervisor(config).is_running() or bool(groups.leftovers((config.run / "units").glob("*")))


def states(config: Config) -> dict[str, str]:
    """supervisord's state of each service; none where it does not run."""
    try:
        return Supervisor(config).states()
    except NotRunning:
        return {}


def health_of(config: Config, service: Service, state: str) -> Health:
    """Probe the service. If our own process is not running, a reply comes from another program, so report it down."""
    process = service.process(config)
    if state == "RUNNING" or (process and not process.is_wanted and state == "STOPPED"):
        return service.health(config)
    if state in ("BACKOFF", "EXITED", "FATAL"):
        return Health(Condition.DOWN, f"does not stay up; {last_words(config, service.name, 1).strip()}")
    return Health(Condition.DOWN, f"is {state.lower()}")


def last_words(config: Config, name: str, lines: int = 10) -> str:
    path = config.log / f"{name}.log"
    return "".join(path.read_text(errors="replace").splitlines(keepends=True)[-lines:]) if path.exists() else ""
