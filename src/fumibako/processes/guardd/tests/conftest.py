"""One guardd in a state directory of its own, and whoever asks it."""

import base64
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons import own
from fumibako.machine.daemons.guardd.service import Guardd
from fumibako.machine.daemons.tables.login_places import PLACES, LoginPlacesTables
from fumibako.machine.provision.service import Condition

SECRET = "only-for-this-test"
ASKING = """
import socket, sys
with socket.socket(socket.AF_UNIX) as guard:
    guard.connect(sys.argv[1])
    guard.sendall(sys.argv[2].encode())
    sys.stdout.write(guard.recv(99).decode())
"""


class Running:
    def __init__(self, config: Config) -> None:
        self.config = config
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = (sys.executable, "-m", "fumibako.processes.guardd", "--state", str(self.config.state))
        self._process = subprocess.Popen(command, env={**os.environ, **own.environment(self.config)})
        deadline = time.monotonic() + 30
        while Guardd().health(self.config).condition is not Condition.OK:
            assert time.monotonic() < deadline, "guardd does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def ask(self, command: str, secret: str = SECRET, **values: Any) -> tuple[int, dict[str, Any]]:
        """As Dovecot asks."""
        token = base64.b64encode(f"dovecot:{secret}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.config.ports.guard, timeout=10)
        connection.request("POST", f"/?command={command}", json.dumps(values), {"Authorization": f"Basic {token}"})
        answer = connection.getresponse()
        content = json.loads(answer.read() or b"{}")
        connection.close()
        return answer.status, content

    def answer_to(self, uid: int, request: str) -> int:
        """The status that a process of that user gets at the Unix socket."""
        words = ("/usr/bin/python3", "-c", ASKING, str(self.config.guard_socket), request)
        done = subprocess.run(words, user=uid, group=uid, capture_output=True, text=True, cwd="/", timeout=30)
        assert done.returncode == 0, done.stderr
        return int(done.stdout.split(" ")[1])

    def fail(self, login: str, remote: str, times: int, **more: Any) -> None:
        for _ in range(times):
            assert self.ask("report", login=login, remote=remote, success=False, **more)[0] == 200

    def status(self, login: str, remote: str, **more: Any) -> int:
        return int(self.ask("allow", login=login, remote=remote, **more)[1]["status"])


@pytest.fixture
def running(port_base: int) -> Iterator[Running]:
    state = Path(tempfile.mkdtemp(prefix="fb-guard-", dir="/tmp"))
    state.chmod(0o755)
    (state / "fumibako.toml").write_text(f"[box]\nport_base = {port_base}\n")
    config = load(state=state)
    config.secrets.mkdir()
    (config.secrets / "guard").write_text(SECRET)
    Guardd().prepare(config)
    config.edge.mkdir(exist_ok=True)
    LoginPlacesTables().complete(config, {PLACES})
    made = Running(config)
    try:
        made.start()
        yield made
    finally:
        made.kill()
        shutil.rmtree(state)
