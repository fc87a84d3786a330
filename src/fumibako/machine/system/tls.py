"""A certificate of our own making, until there is a real one."""

from pathlib import Path

from fumibako.machine.system import files
from fumibako.machine.system.run import run


def make_certificate(room: Path, hostname: str) -> None:
    """Write key.pem (0600) and certificate.pem for hostname, and for programs on this machine, into room, unless a
    certificate is there."""
    if (room / "certificate.pem").exists():
        return
    files.directory(room)
    key = run(("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"))
    files.write(room / "key.pem", key.encode(), mode=0o600, uid=0, gid=0)
    certificate = run(
        (
            *("openssl", "req", "-x509", "-new", "-key", str(room / "key.pem"), "-days", "3650"),
            *("-subj", f"/CN={hostname}", "-addext", f"subjectAltName=DNS:{hostname},DNS:localhost,IP:127.0.0.1"),
        )
    )
    files.write(room / "certificate.pem", certificate.encode(), uid=0, gid=0)
