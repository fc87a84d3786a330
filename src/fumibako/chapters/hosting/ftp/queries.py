"""What a person types into an FTP program."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins import initial_passwords
from fumibako.machine.conf import Config


@dataclass(frozen=True)
class Server:
    protocol: str
    port: int
    security: Any  # text, or a lazy translation


def access_of(site: Site) -> FtpAccess | None:
    return FtpAccess.objects.filter(site=site).first()


def initial_password_of(site: Site) -> str:
    """Empty once another one was set, or where there never was one."""
    access = access_of(site)
    return initial_passwords.opened(access.initial) if access else ""


def hostname() -> str:
    config: Config = settings.FUMIBAKO
    return config.hostname


def servers() -> tuple[Server, ...]:
    """What we advise first."""
    config: Config = settings.FUMIBAKO
    ports = config.ports
    return (
        Server("SFTP", ports.sftp, "SSH"),
        Server("FTPS", ports.ftp, _("TLS (explicit)")),
        Server("FTPS", ports.ftps, _("TLS (implicit)")),
    )
