"""Asking for nginx, and asking it for a customer's page."""

import http.client
import socket
import ssl
import threading
import time

from fumibako.machine.conf import Config
from fumibako.machine.daemons.nginx.countries import VISITORS
from fumibako.machine.daemons.sites.cron import MOST_OUTPUT, SECONDS, Ran
from fumibako.machine.provision.client import ask

BACKUPS = "/.backups/"
"""Before <domain>/<name> of a backup's file: what the portal answers with so that nginx sends it (X-Accel-Redirect)."""
CABINET = "/.cabinet/"
"""Likewise before the key of a file of the cabinet."""
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 where it listens, not where we do


class NotVisited(Exception):
    """There was no answer."""


def use_countries(config: Config) -> bool:
    """Let sites know visitors by the newest country data; return whether it is other than before. Raises AgentDown,
    AgentRefused."""
    return bool(ask(config, "use_countries", {})["is_new"])


def visit(config: Config, domain: str, path: str, *, by_tls: bool) -> Ran:
    """The page of a site of this box, asked for here, wherever its name points to, and without following what it leads
    to. code: the HTTP status. Raises NotVisited."""
    listening = config.settings.box.listen
    place = _HERE.get(listening, listening), config.ports.https if by_tls else config.ports.http
    started = time.monotonic()
    try:
        with socket.create_connection(place, SECONDS, (VISITORS[":" in place[0]], 0)) as plain:
            connection = http.client.HTTPConnection(domain, place[1])
            connection.sock = _trusting().wrap_socket(plain, server_hostname=domain) if by_tls else plain
            connection.request("GET", path, headers={"User-Agent": "Fumibako-cron", "Connection": "close"})
            # A page that comes drop by drop is late as well: the time is for all of it.
            over = threading.Timer(SECONDS, connection.sock.shutdown, (socket.SHUT_RDWR,))
            over.start()
            try:
                response = connection.getresponse()
                output = response.read(MOST_OUTPUT).decode("utf-8", "replace")
            finally:
                over.cancel()
            is_late = time.monotonic() - started >= SECONDS
            return Ran(None if is_late else response.status, output, time.monotonic() - started)
    except TimeoutError:
        return Ran(None, "", time.monotonic() - started)
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() - started >= SECONDS:
            return Ran(None, "", time.monotonic() - started)
        raise NotVisited(str(error)) from error


def _trusting() -> ssl.SSLContext:
    """It is our own nginx, whatever certificate the customer has installed."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
