"""Starting and ending a box: supervisord, what it left when it died, and the wait until every service answers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from fumibako.cli.box import BoxFailed
from fumibako.cli.looking import health_of, last_words, states
from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.agent.service import Agent
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.daemons.supervisor.control import NotRunning, ShuttingDown, Supervisor
from fumibako.machine.provision.service import NO_SPACE, Condition
from fumibako.machine.system import groups

HEALTHY_WITHIN_SECONDS = 180.0
SICK_AFTER_SECONDS = 10.0
FILLED_WITHIN_SECONDS = 30.0  # tables of many accounts take longer, and then the box is up before
GONE_WITHIN_SECONDS = 90.0


def clear(config: Config) -> list[str]:
    """End what a supervisord that died has left of this box, and forget every number that may be a stranger's by now.
    Returns the services that were there. Raises BoxFailed when something stays."""
    own_memory = _supervisord_memory(config)
    groups.end(groups.leftovers((own_memory,)).values())  # first: it would start the others again
    memories = list((config.run / "units").glob("*"))
    found = groups.leftovers(memories)
    groups.end(found.values())
    if stays := groups.leftovers((own_memory, *memories)):
        names = ", ".join(f"{name} (process group {group.number})" for name, group in stays.items())
        raise BoxFailed(f"These do not end: {names}")
    # A daemon that is told to reload gets its signal by the number in its file.
    pids = (
        config.run / "supervisord.pid",
        config.run / "nginx.pid",
        config.home("apache") / "run" / "httpd.pid",
        config.home("proftpd") / "run" / "proftpd.pid",
        config.dovecot_run / "master.pid",
        config.home("postfix") / "queue" / "pid" / "master.pid",
    )
    for path in (own_memory, *memories, *pids):
        path.unlink(missing_ok=True)
    return list(found)


def _supervisord_memory(config: Config) -> Path:
    return config.run / "supervisord.group"


def start(config: Config) -> subprocess.Popen[bytes]:
    """Start supervisord; the caller keeps it or lets it go."""
    config.supervisor_socket.unlink(missing_ok=True)
    command = (
        *(sys.executable, "-m", "fumibako.machine.daemons.supervisor.daemon"),
        *("--memory", str(_supervisord_memory(config)), "--conf", str(config.run / "supervisord.conf")),
    )
    with (config.log / "supervisord.out").open("wb") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **own.PYTHON},
            cwd="/",
            start_new_session=True,
        )


def wait_until_healthy(config: Config, supervisord: subprocess.Popen[bytes] | None, say: Callable[[str], None]) -> None:
    """Wait until every service answers; not for long where the box was running already (supervisord None). Raises
    BoxFailed with the words of those that do not."""
    waiting = [service for service in SERVICES if (process := service.process(config)) and process.is_wanted]
    deadline = time.monotonic() + (HEALTHY_WITHIN_SECONDS if supervisord else SICK_AFTER_SECONDS)
    filled_by = time.monotonic() + FILLED_WITHIN_SECONDS
    words: dict[str, str] = {}
    while waiting:
        known = states(config)
        for service in list(waiting):
            health = health_of(config, service, known.get(service.name, "STOPPED"))
            is_filling = health.condition is Condition.WARNING and service.name == Agent.name
            # Where the disk is full, people must get at their mail to make space.
            is_up = health.condition is not Condition.DOWN or health.code == NO_SPACE
            if is_up and not (is_filling and time.monotonic() < filled_by):
                waiting.remove(service)
                say(f"  {service.name}: {health.condition} {health.detail}".rstrip())
            words[service.name] = health.detail
        if supervisord and supervisord.poll() is not None:
            said = (config.log / "supervisord.out").read_text()[-2000:]
            raise BoxFailed(f"supervisord ended\n{said or last_words(config, 'supervisord')}")
        if waiting and time.monotonic() > deadline:
            raise BoxFailed("\n".join(f"{s.name}: {words[s.name]}\n{last_words(config, s.name)}" for s in waiting))
        if waiting:
            time.sleep(0.2)


def stop(config: Config) -> list[str]:
    """End everything. Returns the services that a supervisord which had died before had left running. Raises
    NotRunning when there was nothing, BoxFailed when something stays."""
    try:
        Supervisor(config).shut_down()
    except ShuttingDown:
        pass  # somebody else has asked
    except NotRunning:
        if left := clear(config):
            return left
        raise
    wait_until_gone(config)
    clear(config)
    return []


def wait_until_gone(config: Config) -> None:
    """Wait for a supervisord that is shutting down. Raises BoxFailed."""
    deadline = time.monotonic() + GONE_WITHIN_SECONDS
    while Supervisor(config).is_running() or groups.leftovers((_supervisord_memory(config),)):
        if time.monotonic() > deadline:
            raise BoxFailed("supervisord does not end")
        time.sleep(0.1)


def forward_signals(child: subprocess.Popen[bytes]) -> None:
    """What ends `up` in the foreground ends the box."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: child.terminate())
