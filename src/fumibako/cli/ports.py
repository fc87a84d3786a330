"""Where the box listens: the ports that must be free before it starts, and what people are told of them."""

import socket
from collections.abc import Iterator
from typing import Any

from fumibako.cli.box import BoxFailed
from fumibako.machine.conf import Config


def refuse_busy_ports(config: Config) -> None:
    """Before anything is made or started: what answers at our ports later is ours. Raises BoxFailed."""
    busy = []
    for service, name, address, port in _listeners(config):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as daemons do: closed connections are no bar
            try:
                probe.bind((address, port))
            except OSError as error:
                busy.append(f"{service} cannot listen on port {port} of {address} ({name}): {error.strerror}")
    if busy:
        advice = f"""\
End the program that has the port (`ss -ltnp` names it) or give this box other ones (`up --port-base N`), and start
again. The address and the ports can be set in {config.state}/fumibako.toml."""
        raise BoxFailed("\n".join((*busy, advice)))


def _listeners(config: Config) -> Iterator[tuple[str, str, str, int]]:
    """The service, the port's name, the address and the number."""
    services = {
        "postfix": ("smtp", "submission", "submissions"),
        "dovecot": ("imap", "imaps", "pop3", "pop3s", "sieve"),
        "nginx": ("http", "https", "phpmyadmin"),
        "knot": ("dns",),
        "proftpd": ("ftp", "ftps", "sftp"),
    }
    ends = endpoints(config)
    for service, names in services.items():
        for name in names:
            yield service, name, ends[name]["host"], ends[name]["port"]
    ports = config.ports
    yield "postfix", "forwarded mail", "127.0.0.1", ports.redirect
    yield "postsrsd", "forwarded mail", "127.0.0.1", ports.srs_forward
    yield "postsrsd", "bounces of forwarded mail", "127.0.0.1", ports.srs_reverse
    yield "guardd", "logins", "127.0.0.1", ports.guard
    yield "searchd", "search in mail", "127.0.0.1", ports.search
    yield "apache", "customers' sites", "127.0.0.1", ports.apache


def endpoints(config: Config) -> dict[str, dict[str, Any]]:
    """Where programs find the box. tls: "starttls", "tls", "ssh" or "none"."""
    ports = config.ports
    known = {
        "smtp": (ports.smtp, "starttls"),
        "submission": (ports.submission, "starttls"),
        "submissions": (ports.submissions, "tls"),
        "imap": (ports.imap, "starttls"),
        "imaps": (ports.imaps, "tls"),
        "pop3": (ports.pop3, "starttls"),
        "pop3s": (ports.pop3s, "tls"),
        "sieve": (ports.sieve, "starttls"),
        "http": (ports.http, "none"),
        "https": (ports.https, "tls"),
        "phpmyadmin": (ports.phpmyadmin, "tls"),
        "dns": (ports.dns, "none"),
        "ftp": (ports.ftp, "starttls"),
        "ftps": (ports.ftps, "tls"),
        "sftp": (ports.sftp, "ssh"),
    }
    host = config.settings.box.listen
    return {name: {"host": host, "port": port, "tls": kind} for name, (port, kind) in known.items()}


def site_from_here(config: Config) -> str:
    """Where a browser on this machine finds the member site: a box on loopback has a name that nobody else knows."""
    listen = config.settings.box.listen
    return f"https://{listen}:{config.ports.https}" if listen.startswith("127.") else config.site_url
