"""fumibako restart SERVICE…: end a service's process and start a new one, for example with a new certificate."""

import argparse
import sys
import time
import xmlrpc.client

from fumibako.cli.looking import health_of, last_words, states
from fumibako.machine.conf import Config, load
from fumibako.machine.conf.arguments import add_box
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.service import Condition, Service
from fumibako.machine.system import tls

WELL_WITHIN_SECONDS = 60.0
BY_NAME = {service.name: service for service in SERVICES}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("restart", help="end a service's process and start a new one")
    add_box(parser)
    parser.add_argument("services", nargs="+", metavar="SERVICE")
    parser.set_defaults(run=_restart)


def _restart(given: argparse.Namespace) -> int:
    config = load(state=given.state, file=given.config, port_base=given.port_base)
    if refusal := _refusal(config, given.services):
        sys.stderr.write(f"{refusal}\n")
        return 2
    are_well = [_replace(config, BY_NAME[name]) for name in given.services]
    return 0 if all(are_well) else 1


def _refusal(config: Config, names: list[str]) -> str:
    """Why none of them is restarted; "" where nothing speaks against it."""
    known = states(config)
    if not known:
        return "This box does not run. `fumibako up` starts it."
    for name in names:
        if name not in BY_NAME:
            return f"{name}: no such service. There are: {', '.join(BY_NAME)}"
        if name not in known:
            return f"{name} has no process, by a setting in fumibako.toml."
        process = BY_NAME[name].process(config)
        if process and not process.is_wanted:
            return f"{name} is not used yet: it starts by itself."
    try:
        tls.check_pair(config.tls)
    except tls.BadCertificate as error:
        return f"Nothing was restarted. {error}"
    return ""


def _replace(config: Config, service: Service) -> bool:
    """Restart one and wait for it; a service that somebody stopped is started."""
    process = service.process(config)
    assert process is not None, "_refusal"  # noqa: S101 for mypy
    try:
        Supervisor(config).replace(service.name, process.stop_signal, process.stop_seconds)
        Supervisor(config).start(service.name)
    except (NotRunning, xmlrpc.client.Fault) as error:
        sys.stderr.write(f"{service.name}: {error}\n")
        return False
    deadline = time.monotonic() + WELL_WITHIN_SECONDS
    while True:
        health = health_of(config, service, states(config).get(service.name, "STOPPED"))
        if health.condition is not Condition.DOWN:
            sys.stdout.write(f"{service.name}: {health.condition} {health.detail}".rstrip() + "\n")
            return True
        if time.monotonic() > deadline:
            sys.stderr.write(f"{service.name}: {health.detail}\n{last_words(config, service.name)}\n")
            return False
        time.sleep(0.1)
