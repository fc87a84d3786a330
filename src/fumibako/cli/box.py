"""The box as a whole, made: directories, secrets, database, every daemon's configuration. Root."""

import os
import secrets
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.checks import owners
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.daemons.supervisor.render import render
from fumibako.machine.provision.engine import Engine
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files, tls

BOX = Scope(Aspect.BOX, "box")


class BoxFailed(Exception):
    """It could not be made or did not become healthy; the message is for the person at the terminal."""


def make(config: Config) -> None:
    """Directories, secrets, database, every daemon's configuration. Idempotent; changes nothing outside the
    state directory. Raises BoxFailed, CommandFailed."""
    uids = config.uids
    files.directory(config.state)
    for directory in (config.run, config.run / "units"):
        files.directory(directory)
    files.directory(config.log, mode=0o700)  # whose mail went where is no site's business
    # setgid: supervisord's socket gets the watchdog's group.
    files.directory(config.supervisor_socket.parent, mode=0o2750, gid=uids.watchdog)
    make_secrets(config)
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


def make_secrets(config: Config) -> None:
    """Those that are missing: in a new box all of them, after an update those of daemons that it did not have."""
    uids = config.uids
    files.directory(config.secrets, mode=0o751, gid=uids.control)
    owners = {"django": uids.control, "guard": uids.guardd, "search": uids.searchd, "scan": uids.filterd, "srs": 0}
    for name, gid in owners.items():
        if not (config.secrets / name).exists():
            files.write(config.secrets / name, secrets.token_hex(32).encode() + b"\n", mode=0o640, uid=0, gid=gid)


def check_by_hand(config: Config) -> list[str]:
    """What people put in place themselves, before anything is made or started: owners and modes after a restore are
    repaired, and told; certificate and key must belong together. Raises BoxFailed."""
    repaired = []
    for found in owners.wrong(config):
        try:
            number = owners.repair(found)
        except OSError as error:
            each = found.owned
            mode = f" and chmod {each.mode:o}" if each.mode is not None else ""
            raise BoxFailed(
                f"{found.path} {found.words}, and that cannot be changed here ({error.strerror}). "
                f"Do it yourself: chown {'-R ' if each.is_tree else ''}{each.uid}:{each.gid} {each.path}{mode}"
            ) from error
        more = f", and {number} below {found.owned.path}" if number > 1 else ""
        repaired.append(f"{found.path} {found.words}: repaired{more}")
    try:
        tls.make_certificate(config.tls, config.hostname)
        tls.check_pair(config.tls)
    except tls.BadCertificate as error:
        raise BoxFailed(str(error)) from error
    return repaired


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
