"""Asking supervisord over its Unix socket (supervisor's XML-RPC API)."""

import http.client
import xmlrpc.client
from typing import Any

from supervisor.xmlrpc import SupervisorTransport  # type: ignore[import-untyped]

from fumibako.machine.conf import Config


class NotRunning(Exception):
    """No supervisord answers: the box does not run."""


class Supervisor:
    def __init__(self, config: Config) -> None:
        transport = SupervisorTransport(None, None, f"unix://{config.supervisor_socket}")
        self._proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport)

    def _ask(self, method: str, *values: Any) -> Any:
        try:
            return getattr(self._proxy.supervisor, method)(*values)
        except (OSError, http.client.HTTPException) as error:
            raise NotRunning(str(error)) from error

    def states(self) -> dict[str, str]:
        """The state name of every program: RUNNING, STARTING, BACKOFF, STOPPED, … Raises NotRunning."""
        return {info["name"]: info["statename"] for info in self._ask("getAllProcessInfo")}

    def is_running(self) -> bool:
        try:
            self._ask("getState")
        except (NotRunning, xmlrpc.client.Error):
            return False
        return True

    def restart(self, name: str) -> None:
        """Raises NotRunning, xmlrpc.client.Fault."""
        self._ask("stopProcess", name)
        self._ask("startProcess", name, False)

    def shut_down(self) -> None:
        """Ask it to end everything; it is gone when it stops answering. Raises NotRunning."""
        self._ask("shutdown")
