"""TLS of a server: Mozilla's intermediate list on every name."""

from pathlib import Path

from fumibako.machine.system.tls import CIPHERS


def lines(certificate: Path, key: Path) -> str:
    return f"""\
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers {CIPHERS};
    ssl_prefer_server_ciphers off;
    ssl_session_cache shared:tls:10m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;
"""
