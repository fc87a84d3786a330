"""The box's certificate: made here until there is a real one, and checked before daemons are started with it."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed, run

# Mozilla's intermediate list for TLS 1.2 (Server Side TLS 5.7), for every port; TLS 1.3 has only good ones.
CIPHERS = ":".join(
    (
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305",
        "DHE-RSA-AES128-GCM-SHA256",
        "DHE-RSA-AES256-GCM-SHA384",
        "DHE-RSA-CHACHA20-POLY1305",
    )
)
CERTIFICATE, KEY = "certificate.pem", "key.pem"
SELF_MADE_NAME = "localhost"
"""By this name beside the box's own the certificate that is made here is known."""


class BadCertificate(Exception):
    """Certificate and key cannot be used; the message names the file and what to do."""


@dataclass(frozen=True)
class Certificate:
    expires_at: datetime
    is_for_host: bool


def make_certificate(directory: Path, hostname: str) -> None:
    """Write key.pem (0600) and certificate.pem for hostname, and for programs on this machine, into directory, unless
    somebody has put a file of either name there."""
    if (directory / CERTIFICATE).exists() or (directory / KEY).exists():
        return
    files.directory(directory)
    key = run(("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"))
    files.write(directory / KEY, key.encode(), mode=0o600, uid=0, gid=0)
    certificate = run(
        (
            *("openssl", "req", "-x509", "-new", "-key", str(directory / KEY), "-days", "3650"),
            *(
                "-subj",
                f"/CN={hostname}",
                "-addext",
                f"subjectAltName=DNS:{hostname},DNS:{SELF_MADE_NAME},IP:127.0.0.1",
            ),
        )
    )
    files.write(directory / CERTIFICATE, certificate.encode(), uid=0, gid=0)


def check_pair(directory: Path) -> None:
    """Raise BadCertificate unless a server can be started with the certificate and the key in directory."""
    certificate, key = directory / CERTIFICATE, directory / KEY
    for path, other in ((certificate, key), (key, certificate)):
        if not path.exists():
            raise BadCertificate(f"{path} is missing, but {other} is there. Put both there, or remove both.")
    if not _holds_certificate(certificate):
        raise BadCertificate(f"{certificate} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=_no_password)
    except _HasPassword as error:
        raise BadCertificate(
            f"{key} is protected by a password, which nobody can type when a daemon starts. Remove it: "
            "openssl pkey -in key.pem -out key-without-password.pem"
        ) from error
    except ssl.SSLError as error:
        # NO_CERTIFICATE_ASSIGNED: the one is of RSA, the other of EC.
        if error.reason in ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH", "NO_CERTIFICATE_ASSIGNED"):
            raise BadCertificate(
                f"{certificate} does not belong to {key}: they have different keys. A renewed certificate often comes "
                "with a new key; put both there. The server's own certificate comes first, its chain after it."
            ) from error
        if error.reason == "EE_KEY_TOO_SMALL":
            raise BadCertificate(f"{key} is too short: RSA needs 2048 bits or more.") from error
        raise BadCertificate(
            f"{certificate} and {key} cannot be read as PEM files ({error.reason or error}). "
            "The key begins with -----BEGIN PRIVATE KEY-----."
        ) from error


def read_certificate(der: bytes, hostname: str) -> Certificate:
    """Raises CommandFailed."""
    command = ("openssl", "x509", "-inform", "DER", "-noout", "-enddate", "-checkhost", hostname)
    lines = run(command, stdin=der, seconds=5).splitlines()
    ends = next((line.partition("=")[2] for line in lines if line.startswith("notAfter=")), "")
    try:
        expires_at = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)
    except ValueError as error:
        raise CommandFailed(f"openssl gives no date: {ends!r}") from error
    return Certificate(expires_at, any(line.endswith("does match certificate") for line in lines))


def first_certificate(path: Path) -> bytes:
    """The server's own certificate of a PEM file, as DER. Raises OSError, ValueError."""
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    _, found, rest = path.read_text(encoding="ascii", errors="replace").partition(begin)
    if not found or end not in rest:
        raise ValueError("no certificate")
    return ssl.PEM_cert_to_DER_cert(begin + rest.partition(end)[0] + end)


def _holds_certificate(path: Path) -> bool:
    try:
        return bool(first_certificate(path))
    except ValueError:
        return False


class _HasPassword(Exception):
    pass


def _no_password() -> str:
    raise _HasPassword
