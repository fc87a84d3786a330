"""What a person types into mail software."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fumibako.machine.conf import Config


@dataclass(frozen=True)
class Server:
    """is_usual: what we advise; the others are for old software."""

    purpose: Any  # a lazy translation
    protocol: str
    host: str
    port: int
    security: str
    is_usual: bool


def servers() -> tuple[Server, ...]:
    config: Config = settings.FUMIBAKO
    host, ports = config.hostname, config.ports
    return (
        Server(_("Incoming mail"), "IMAP", host, ports.imaps, "SSL/TLS", is_usual=True),
        Server(_("Outgoing mail"), "SMTP", host, ports.submissions, "SSL/TLS", is_usual=True),
        Server(_("Incoming mail"), "POP3", host, ports.pop3s, "SSL/TLS", is_usual=False),
        Server(_("Outgoing mail"), "SMTP", host, ports.submission, "STARTTLS", is_usual=False),
    )


def autodiscover_url() -> str:
    config: Config = settings.FUMIBAKO
    return f"{config.site_url}/autodiscover/autodiscover.xml"
