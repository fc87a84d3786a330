"""The second virus engine (B9) as health sees it: where it is, whether it answers, and whether it finds the test virus,
which filterd asks it each hour."""

import json
import os
import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import Condition, Health

_SECONDS = 2.5
_PORTS = {"icap": 1344, "icaps": 11344}


@dataclass(frozen=True)
class Place:
    """url: as requests name it, which know no icaps:// (RFC 3507 section 4.2). host: "" where there is no engine."""

    url: str
    host: str
    port: int
    is_tls: bool
    roots: str

    @classmethod
    def of(cls, address: str, roots: str = "") -> "Place":
        parts = urlsplit(address)
        url = f"icap://{address.partition('://')[2]}"
        is_tls = parts.scheme == "icaps"
        return cls(url, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0), is_tls, roots)

    def tls(self) -> ssl.SSLContext | None:
        """Raises OSError where the roots cannot be read."""
        return ssl.create_default_context(cafile=self.roots or None) if self.is_tls else None


def place(config: Config) -> Place:
    return Place.of(config.settings.engines.icap, config.settings.engines.icap_roots)


def blind(config: Config) -> Path:
    """Not empty while the engine does not find the test virus. Written by filterd."""
    return config.home("filterd") / "second-engine"


def prepare(config: Config) -> None:
    path = blind(config)
    path.touch(mode=0o644)
    os.chown(path, config.uids.filterd, config.uids.filterd)


def trouble(config: Config) -> Health | None:
    url = config.settings.engines.icap
    if not url:
        return None
    try:
        _ask_options(place(config))
    except (OSError, ValueError) as error:
        words = f"{url} does not answer, its customers' mail waits: {error or type(error).__name__}"
        return Health(Condition.WARNING, words, code="second-engine", values={"url": url})
    if blind(config).read_bytes():
        words = f"{url} does not find the test virus EICAR, its customers' mail waits"
        return Health(Condition.WARNING, words, code="second-engine-blind", values={"url": url})
    return None


def _ask_options(place: Place) -> None:
    """Raises OSError, ValueError."""
    with socket.create_connection((place.host, place.port), _SECONDS) as connection:
        tls = place.tls()
        server = tls.wrap_socket(connection, server_hostname=place.host) if tls else connection
        with server:
            head = f"OPTIONS {place.url} ICAP/1.0\r\nHost: {place.host}\r\nEncapsulated: null-body=0\r\n\r\n"
            server.sendall(head.encode())
            with server.makefile("rb") as stream:
                answer = stream.readline(4096)
    if not re.match(rb"ICAP/1\.\d 200\b", answer):
        raise ValueError(json.dumps(answer.decode("ascii", "replace")[:80]))
