"""clamd and spamd as the box runs them: with their rendered configurations, and our test signatures."""

import os
import socket
import subprocess
import time
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.clamd import service
from fumibako.machine.daemons.spamd.service import Spamd as SpamdService
from fumibako.machine.provision.service import Condition
from fumibako.machine.state import Aspect, Scope, State

EICAR = service.EICAR
TEST_FILES = Path("/usr/share/clamav-testfiles")
DEADLINE_SECONDS = 60


class Clamd:
    def __init__(self, config: Config) -> None:
        self.socket = config.clamd_socket
        daemon = service.Clamd()
        daemon.prepare(config)
        (file,) = daemon.render(config, State(scope=Scope(Aspect.BOX, "box"))).values()
        live = config.live(daemon.name)
        live.mkdir()
        (live / "clamd.conf").write_bytes(file.content)
        lines = (line.partition(" ") for line in file.content.decode().splitlines())
        self.settings = {name: value for name, _, value in lines}
        self._command = daemon.process(config).command
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: pings(self.socket))

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(DEADLINE_SECONDS)
            self._process = None
        self.socket.unlink(missing_ok=True)


class Spamd:
    def __init__(self, config: Config) -> None:
        self._config, self._daemon = config, SpamdService()
        self._daemon.prepare(config)
        live = config.live(self._daemon.name)
        live.mkdir()
        for name, file in self._daemon.render(config, State(scope=Scope(Aspect.BOX, "box"))).items():
            (live / name).write_bytes(file.content)
        process = self._daemon.process(config)
        log = config.state / "spamd.log"
        with log.open("ab") as words:
            self._process = subprocess.Popen(
                process.command, stdout=words, stderr=words, env={**os.environ, **process.environment}
            )
        until(lambda: self._daemon.health(config).condition is not Condition.DOWN)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(DEADLINE_SECONDS)


def pings(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(path))
            client.sendall(b"zPING\0")
            return client.recv(5).startswith(b"PONG")
    except OSError:
        return False


def until(holds: object, seconds: float = DEADLINE_SECONDS) -> None:
    """Poll until `holds` returns true."""
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
