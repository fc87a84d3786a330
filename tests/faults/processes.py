"""The processes of one box, to be killed and frozen: only what its own supervisord started."""

import contextlib
import os
import signal
import xmlrpc.client
from collections.abc import Iterator
from pathlib import Path

from supervisor.xmlrpc import SupervisorTransport

from fumibako.machine.conf import Config


class Processes:
    """supervisord's view of a box, and /proc's view below it."""

    def __init__(self, config: Config) -> None:
        transport = SupervisorTransport(None, None, f"unix://{config.supervisor_socket}")
        self._supervisor = xmlrpc.client.ServerProxy("http://127.0.0.1", transport).supervisor

    def pid(self, service: str) -> int:
        return int(self._supervisor.getProcessInfo(service)["pid"])

    def tree(self, service: str) -> list[int]:
        """A service's process and all below it."""
        return list(below(self.pid(service)))

    def everybody(self) -> list[int]:
        """Every process of the box but supervisord itself."""
        return list(below(int(self._supervisor.getPID())))[1:]

    @contextlib.contextmanager
    def stopped(self, *services: str) -> Iterator[None]:
        """Stop services by supervisord and start them again afterwards."""
        for service in services:
            self._supervisor.stopProcess(service)
        try:
            yield
        finally:
            for service in reversed(services):
                self._supervisor.startProcess(service)

    @contextlib.contextmanager
    def frozen(self, service: str) -> Iterator[None]:
        """SIGSTOP a service and all below it; SIGCONT whatever of it is still there afterwards."""
        pids = self.tree(service)
        for pid in pids:
            _signal(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                _signal(pid, signal.SIGCONT)


def kill(pid: int) -> None:
    _signal(pid, signal.SIGKILL)


def name_of(pid: int) -> str:
    """Its command line; "" where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:80].strip()
    except OSError:
        return ""


def _signal(pid: int, number: signal.Signals) -> None:
    assert pid > 0, "that service is not running"  # to kill(2), 0 is everybody around us
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def below(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return  # it ended while we looked
    for child in children:
        yield from below(child)
