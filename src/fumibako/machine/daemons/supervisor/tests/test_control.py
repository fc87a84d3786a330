"""A real supervisord with two small programs: one that ends when asked to, one that does not."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from supervisor.xmlrpc import SupervisorTransport

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons import own
from fumibako.machine.daemons.supervisor.control import NotRunning, ShuttingDown, Supervisor
from fumibako.machine.daemons.supervisor.render import render

from .programs import Program

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


PROGRAMS = (Program("polite", "/bin/sleep", "600"), Program("deaf", sys.executable, "-c", DEAF))


@pytest.fixture
def config() -> Iterator[Config]:
    state = Path(tempfile.mkdtemp(prefix="fb-sup-", dir="/tmp"))
    made = load(state=state)
    for directory in (made.run / "units", made.log, made.supervisor_socket.parent):
        directory.mkdir(parents=True, exist_ok=True)
    (made.run / "supervisord.conf").write_bytes(render(made, PROGRAMS))
    command = (sys.executable, "-m", "fumibako.machine.daemons.supervisor.daemon")
    options = ("--memory", str(made.run / "supervisord.group"), "--conf", str(made.run / "supervisord.conf"))
    running = subprocess.Popen(
        (*command, *options), stderr=subprocess.DEVNULL, env={**os.environ, **own.PYTHON}, start_new_session=True
    )
    try:
        _until(lambda: Supervisor(made).is_running() and set(Supervisor(made).states().values()) == {"RUNNING"})
        yield made
    finally:
        running.terminate()
        running.wait(60)
        shutil.rmtree(state)


def test_a_program_is_replaced_by_a_new_process(config: Config) -> None:
    before = _pid(config, "polite")
    Supervisor(config).replace("polite", "TERM", 10)
    _until(lambda: _pid(config, "polite") not in (0, before))


def test_what_does_not_end_is_ended(config: Config) -> None:
    before = _pid(config, "deaf")
    Supervisor(config).replace("deaf", "TERM", 0.5)
    _until(lambda: _pid(config, "deaf") not in (0, before))


def test_what_somebody_stopped_stays_stopped(config: Config) -> None:
    _ask(config).stopProcess("polite")
    Supervisor(config).replace("polite", "TERM", 1)
    assert Supervisor(config).states()["polite"] == "STOPPED"


def test_while_it_shuts_down_it_still_runs_and_has_nothing_to_tell(config: Config) -> None:
    _until(lambda: Supervisor(config).states()["deaf"] == "RUNNING")
    Supervisor(config).shut_down()
    assert Supervisor(config).is_running() and Supervisor(config).is_shutting_down()
    with pytest.raises(ShuttingDown):
        Supervisor(config).states()
    with pytest.raises(ShuttingDown):
        Supervisor(config).shut_down()
    _until(lambda: not Supervisor(config).is_running())
    assert not Supervisor(config).is_shutting_down()


def test_without_supervisord_it_says_so() -> None:
    with tempfile.TemporaryDirectory(prefix="fb-sup-", dir="/tmp") as state, pytest.raises(NotRunning):
        Supervisor(load(state=Path(state))).replace("polite", "TERM", 1)


def _ask(config: Config) -> xmlrpc.client.ServerProxy:
    transport = SupervisorTransport(None, None, f"unix://{config.supervisor_socket}")
    return xmlrpc.client.ServerProxy("http://127.0.0.1", transport).supervisor


def _pid(config: Config, name: str) -> int:
    return int(_ask(config).getProcessInfo(name)["pid"])


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
