"""Asking supervisord over its Unix socket (supervisor's XML-RPC API), and the agent for the logs that it keeps."""

import contextlib
import http.client
import time
import xmlrpc.client
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from supervisor.xmlrpc import Faults, SupervisorTransport  # type: ignore[import-untyped]

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask

KILLED_WITHIN_SECONDS = 10.0


@dataclass(frozen=True)
class LogPlace:
    """How far a log was read. head: checksum of the beginning of the part with that inode."""

    inode: int = 0
    offset: int = 0
    head: int = 0


@dataclass(frozen=True)
class LogPart:
    """Lines of a log, and where to go on. utc_offset: of the machine's local time, in which the daemons write."""

    end: LogPlace
    lines: tuple[str, ...]
    utc_offset: timedelta


def read_mail_log(config: Config, log: str, start: LogPlace) -> LogPart:
    """The lines after that place, across supervisord's rotation. Raises AgentDown, AgentFailed or AgentRefused."""
    return log_part(ask(config, "mail_log", {"log": log, **asdict(start)}))


def log_part(answer: Mapping[str, Any]) -> LogPart:
    end = LogPlace(answer["inode"], answer["offset"], answer["head"])
    return LogPart(end, tuple(answer["lines"]), timedelta(seconds=answer["utc_offset"]))


class NotRunning(Exception):
    """No supervisord answers: the box does not run."""


class ShuttingDown(NotRunning):
    """It is ending everything and does nothing else any more; until it is gone, nobody takes its place."""


class Supervisor:
    def __init__(self, config: Config) -> None:
        transport = SupervisorTransport(None, None, f"unix://{config.supervisor_socket}")
        self._proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport)

    def _ask(self, method: str, *values: Any) -> Any:
        try:
            return getattr(self._proxy.supervisor, method)(*values)
        except (OSError, http.client.HTTPException) as error:
            raise NotRunning(str(error)) from error
        except xmlrpc.client.Fault as fault:
            if fault.faultCode == Faults.SHUTDOWN_STATE:
                raise ShuttingDown from fault
            raise

    def states(self) -> dict[str, str]:
        """The state name of every program: RUNNING, STARTING, BACKOFF, STOPPED, … Raises NotRunning."""
        return {info["name"]: info["statename"] for info in self._ask("getAllProcessInfo")}

    def is_running(self) -> bool:
        """Also while it is shutting down."""
        try:
            self._ask("getState")
        except ShuttingDown:
            return True
        except NotRunning:
            return False
        return True

    def is_shutting_down(self) -> bool:
        try:
            self._ask("getState")
        except NotRunning as error:
            return isinstance(error, ShuttingDown)
        return False

    def replace(self, name: str, stop_signal: str, seconds: float) -> None:
        """End a program's process, by force after some seconds; supervisord then starts a new one.

        No stop and start: whoever is killed between the two would leave it stopped. A program that somebody stopped
        has no process and stays as it is. Raises NotRunning, xmlrpc.client.Fault.
        """
        pid = self._pid(name)
        for signal, patience in ((stop_signal, seconds), ("KILL", KILLED_WITHIN_SECONDS)):
            if not pid or self._pid(name) != pid:
                return
            self._ask("signalProcess", name, signal)
            deadline = time.monotonic() + patience
            while self._pid(name) == pid and time.monotonic() < deadline:
                time.sleep(0.2)

    def signal(self, name: str, signal: str) -> None:
        """Send a program's process a signal, if it has one. Raises NotRunning."""
        with contextlib.suppress(xmlrpc.client.Fault):  # no such program yet, or it has ended meanwhile
            if self._pid(name):
                self._ask("signalProcess", name, signal)

    def start(self, name: str) -> None:
        """Start a program unless it runs. Raises NotRunning, xmlrpc.client.Fault."""
        try:
            self._ask("startProcess", name, False)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode != Faults.ALREADY_STARTED:
                raise

    def stop(self, name: str) -> None:
        """End a program that is not to run any more, without waiting for its end. Raises NotRunning."""
        with contextlib.suppress(xmlrpc.client.Fault):  # it does not run
            self._ask("stopProcess", name, False)

    def _pid(self, name: str) -> int:
        """0: it has none now. Raises NotRunning, xmlrpc.client.Fault."""
        return int(self._ask("getProcessInfo", name)["pid"])

    def shut_down(self) -> None:
        """Ask it to end everything; it is gone when it stops answering. Raises NotRunning."""
        self._ask("shutdown")
