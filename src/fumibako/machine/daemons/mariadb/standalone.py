"""MariaDB without its box: for copies of a box that does not run, and for bringing them back."""

import contextlib
import subprocess
import time
from collections.abc import Iterator

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.mariadb.render import render
from fumibako.machine.daemons.mariadb.service import PROGRAM, Mariadb
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed
from fumibako.machine.system.unit import listens

START_SECONDS, STOP_SECONDS = 60.0, 120.0


@contextlib.contextmanager
def standalone(config: Config) -> Iterator[None]:
    """The server runs within this, and ends with it; made where there was none. Raises CommandFailed."""
    Mariadb().prepare(config)
    settings = config.home("mariadb") / "standalone.cnf"
    files.write(settings, render(config)["my.cnf"].content)
    if not server.is_made(config):
        server.make(config, settings)
    uid = config.uids.mariadb
    log = config.home("mariadb") / "standalone.log"
    with log.open("wb") as said:
        # A row of the largest size that a site may write is twice as long in a dump.
        command = (PROGRAM, f"--defaults-file={settings}", "--max-allowed-packet=1G")
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, user=uid, group=uid, extra_groups=()
        )
    try:
        _wait(config, running)
        yield
    finally:
        _end(running)
        settings.unlink()
        log.unlink()


def _wait(config: Config, running: "subprocess.Popen[bytes]") -> None:
    """Raises CommandFailed."""
    deadline = time.monotonic() + START_SECONDS
    while not listens(config.mariadb_socket):
        if running.poll() is not None or time.monotonic() > deadline:
            said = (config.home("mariadb") / "standalone.log").read_text(errors="replace")
            raise CommandFailed(f"MariaDB does not start: {said.strip()[-2000:]}")
        time.sleep(0.1)


def _end(running: "subprocess.Popen[bytes]") -> None:
    running.terminate()
    try:
        running.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
