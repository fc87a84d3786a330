"""The box as a whole: made, started, looked at, stopped. Root."""

import json
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.agent.service import Agent
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.daemons.supervisor.control import NotRunning, ShuttingDown, Supervisor
from fumibako.machine.daemons.supervisor.render import render
from fumibako.machine.provision.engine import Engine
from fumibako.machine.provision.service import Condition, Health, Service
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files, groups, tls

HEALTHY_WITHIN_SECONDS = 180.0
SICK_AFTER_SECONDS = 10.0
FILLED_WITHIN_SECONDS = 30.0  # tables of many accounts take longer, and then the box is up before
GONE_WITHIN_SECONDS = 90.0
BOX = Scope(Aspect.BOX, "box")


class BoxFailed(Exception):
    """It could not be made or did not become healthy; the message is for the person at the terminal."""


@dataclass(frozen=True)
class Line:
    """One service in `status`."""

    name: str
    state: str
    health: str
    detail: str


def make(config: Config) -> None:
    """Directories, secrets, database, every daemon's configuration. Idempotent; changes nothing outside the
    state directory. Raises BoxFailed, CommandFailed."""
    uids = config.uids
    files.directory(config.state)
    for room in (config.run, config.run / "units", config.log):
        files.directory(room)
    # setgid: supervisord's socket gets the watchdog's group.
    files.directory(config.supervisor_socket.parent, mode=0o2750, gid=uids.watchdog)
    files.directory(config.secrets, mode=0o751, gid=uids.control)
    for name, gid in (("django", uids.control), ("guard", uids.guardd), ("scan", uids.filterd), ("srs", 0)):
        if not (config.secrets / name).exists():
            files.write(config.secrets / name, secrets.token_hex(32).encode() + b"\n", mode=0o640, uid=0, gid=gid)
    tls.make_certificate(config.tls, config.hostname)
    files.directory(config.database_file.parent, mode=0o2770, uid=uids.worker, gid=uids.control)
    manage(config, "migrate", "--no-input", "--verbosity", "0")
    for ending in ("", "-wal", "-shm"):
        _hand_over(config.database_file.with_name(config.database_file.name + ending), uids.worker, uids.control)
    # All of it is made again: after a power cut its index may be empty, and then Django reads none of it.
    shutil.rmtree(config.state / "static", ignore_errors=True)
    manage(config, "collectstatic", "--no-input", "--verbosity", "0", umask=0o022)
    for service in SERVICES:
        service.prepare(config)
    outcome = Engine(config, SERVICES, TABLES).apply(
        BOX, *render_all(config, SERVICES, TABLES, State(scope=BOX)), force=True
    )
    if not outcome.is_live:
        raise BoxFailed(outcome.message)
    files.write(config.run / "supervisord.conf", render(config, SERVICES), mode=0o600)
    os.sync()  # what other programs wrote here is whole, whenever the power goes from now on


def _hand_over(path: Path, uid: int, gid: int) -> None:
    """Give a file, if it is there, to those who may make anything in its directory, also a link to somebody else's
    file. Raises BoxFailed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return
    except OSError as error:
        raise BoxFailed(f"{path}: {error.strerror}") from error
    with os.fdopen(handle, "rb"):
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise BoxFailed(f"{path}: not a file of its own")
        os.fchown(handle, uid, gid)
        os.fchmod(handle, 0o660)


def manage(config: Config, *words: str, umask: int = 0o007) -> str:
    """Run a Django management command of this box, which may take as long as it takes on a large database."""
    environment = {**os.environ, **own.environment(config), "FUMIBAKO_DATABASE_SECONDS": "3600"}
    command = (sys.executable, "-m", "django", *words)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, umask=umask)
    if done.returncode:
        raise BoxFailed(done.stderr.strip())
    return done.stdout


def clear(config: Config) -> list[str]:
    """End what a supervisord that died has left of this box, and forget every number that may be a stranger's by now.
    Returns the services that were there. Raises BoxFailed when something stays."""
    own_memory = _supervisord_memory(config)
    groups.end(groups.leftovers((own_memory,)).values())  # first: it would start the others again
    memories = list((config.run / "units").glob("*"))
    found = groups.leftovers(memories)
    groups.end(found.values())
    if stays := groups.leftovers((own_memory, *memories)):
        told = ", ".join(f"{name} (process group {group.number})" for name, group in stays.items())
        raise BoxFailed(f"These do not end: {told}")
    # A daemon that is told to reload gets its signal by the number in its file.
    pids = (
        config.run / "supervisord.pid",
        config.run / "nginx.pid",
        config.dovecot_run / "master.pid",
        config.home("postfix") / "queue" / "pid" / "master.pid",
    )
    for path in (own_memory, *memories, *pids):
        path.unlink(missing_ok=True)
    return list(found)


def _supervisord_memory(config: Config) -> Path:
    return config.run / "supervisord.group"


def refuse_busy_ports(config: Config) -> None:
    """Before anything is made or started: what answers at our ports later is ours. Raises BoxFailed."""
    busy = []
    for service, name, address, port in _listeners(config):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as daemons do: closed connections are no bar
            try:
                probe.bind((address, port))
            except OSError as error:
                busy.append(f"{service} cannot listen on port {port} of {address} ({name}): {error.strerror}")
    if busy:
        advice = f"""\
End the program that has the port (`ss -ltnp` names it) or give this box other ones (`up --port-base N`), and start
again. The address and the ports can be set in {config.state}/fumibako.toml."""
        raise BoxFailed("\n".join((*busy, advice)))


def _listeners(config: Config) -> Iterator[tuple[str, str, str, int]]:
    """The service, the port's name, the address and the number."""
    services = {
        "postfix": ("smtp", "submission", "submissions"),
        "dovecot": ("imap", "imaps", "pop3", "pop3s", "sieve"),
        "nginx": ("http", "https"),
    }
    ends = endpoints(config)
    for service, names in services.items():
        for name in names:
            yield service, name, ends[name]["host"], ends[name]["port"]
    ports = config.ports
    yield "postfix", "forwarded mail", "127.0.0.1", ports.redirect
    yield "postsrsd", "forwarded mail", "127.0.0.1", ports.srs_forward
    yield "postsrsd", "bounces of forwarded mail", "127.0.0.1", ports.srs_reverse
    yield "guardd", "logins", "127.0.0.1", ports.guard


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


def wait_until_healthy(
    config: Config, supervisord: subprocess.Popen[bytes] | None, told: Callable[[str], None]
) -> None:
    """Wait until every service answers; not for long where the box was running already (supervisord None). Raises
    BoxFailed with the words of those that do not."""
    waiting = [service for service in SERVICES if service.process(config)]
    deadline = time.monotonic() + (HEALTHY_WITHIN_SECONDS if supervisord else SICK_AFTER_SECONDS)
    filled_by = time.monotonic() + FILLED_WITHIN_SECONDS
    words: dict[str, str] = {}
    while waiting:
        states = _states(config)
        for service in list(waiting):
            health = _health(config, service, states.get(service.name, "STOPPED"))
            is_filling = health.condition is Condition.WARNING and service.name == Agent.name
            if health.condition is not Condition.DOWN and not (is_filling and time.monotonic() < filled_by):
                waiting.remove(service)
                told(f"  {service.name}: {health.condition} {health.detail}".rstrip())
            words[service.name] = health.detail
        if supervisord and supervisord.poll() is not None:
            said = (config.log / "supervisord.out").read_text()[-2000:]
            raise BoxFailed(f"supervisord ended\n{said or last_words(config, 'supervisord')}")
        if waiting and time.monotonic() > deadline:
            raise BoxFailed("\n".join(f"{s.name}: {words[s.name]}\n{last_words(config, s.name)}" for s in waiting))
        if waiting:
            time.sleep(0.2)


def _states(config: Config) -> dict[str, str]:
    """supervisord's word for each service; none where the box does not run."""
    try:
        return Supervisor(config).states()
    except NotRunning:
        return {}


def _health(config: Config, service: Service, state: str) -> Health:
    """What using it shows. Where no process of ours stays up, whoever answers is somebody else."""
    if state == "RUNNING":
        return service.health(config)
    if state in ("BACKOFF", "EXITED", "FATAL"):
        return Health(Condition.DOWN, f"does not stay up; {last_words(config, service.name, 1).strip()}")
    return Health(Condition.DOWN, f"is {state.lower()}")


def last_words(config: Config, name: str, lines: int = 10) -> str:
    path = config.log / f"{name}.log"
    return "".join(path.read_text(errors="replace").splitlines(keepends=True)[-lines:]) if path.exists() else ""


def status(config: Config) -> Iterator[Line]:
    """One line per service, by using it now."""
    states = _states(config)
    for service in SERVICES:
        if service.process(config) is None:
            yield Line(service.name, "off", "warning", service.health(config).detail)
        elif service.name not in states:
            yield Line(service.name, "stopped", "down", "the box does not run")
        else:
            health = _health(config, service, states[service.name])
            yield Line(service.name, states[service.name].lower(), str(health.condition), health.detail)


def endpoints(config: Config) -> dict[str, dict[str, Any]]:
    """Where programs find the box. tls: "starttls", "tls" or "none"."""
    ports = config.ports
    known = {
        "smtp": (ports.smtp, "starttls"),
        "submission": (ports.submission, "starttls"),
        "submissions": (ports.submissions, "tls"),
        "imap": (ports.imap, "starttls"),
        "imaps": (ports.imaps, "tls"),
        "pop3": (ports.pop3, "starttls"),
        "pop3s": (ports.pop3s, "tls"),
        "sieve": (ports.sieve, "starttls"),
        "http": (ports.http, "none"),
        "https": (ports.https, "tls"),
    }
    host = config.settings.box.listen
    return {name: {"host": host, "port": port, "tls": kind} for name, (port, kind) in known.items()}


def site_from_here(config: Config) -> str:
    """Where a browser on this machine finds the member site: a box on loopback has a name that nobody else knows."""
    listen = config.settings.box.listen
    return f"https://{listen}:{config.ports.https}" if listen.startswith("127.") else config.site_url


def demo(config: Config) -> dict[str, Any] | None:
    """The demo's logins, or None on a box without one."""
    path = _demo_file(config)
    return json.loads(path.read_text()) if path.exists() else None


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


def service_named(name: str) -> Service | None:
    return next((service for service in SERVICES if service.name == name), None)


def forward_signals(child: subprocess.Popen[bytes]) -> None:
    """What ends `up` in the foreground ends the box."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: child.terminate())


def load_demo(config: Config) -> None:
    """Make the demo customer on the first run. Its logins are known by demo.json as soon as all of it is made."""
    if demo(config) is None and not (config.state / "no-demo").exists():
        planned = config.secrets / "demo.planned.json"
        done = subprocess.run(
            (sys.executable, "-m", "fumibako.project.demo", str(planned)),
            env={**os.environ, **own.environment(config)},
            capture_output=True,
            check=False,
            umask=0o007,
        )
        if done.returncode:
            raise BoxFailed(done.stderr.decode(errors="replace"))
        planned.replace(_demo_file(config))
        files.sync_directory(config.secrets)


def _demo_file(config: Config) -> Path:
    return config.secrets / "demo.json"
