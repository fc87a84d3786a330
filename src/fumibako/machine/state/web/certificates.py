"""Certificates of a site's names (D11)."""

import re
from dataclasses import dataclass

from fumibako.machine.state.names import is_domain

HSTS_DAYS = 180
MAIL_LABELS = ("autoconfig", "mta-sts", "autodiscover")
"""Of the names of a domain that mail programs and mail servers look for by HTTPS."""
_KEY = re.compile(r"[0-9a-f]{64}")
_PEM = re.compile(r"(?:-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n)+")


def is_key(text: str) -> bool:
    """Whether it is the name of a private key: SHA-256 of the public one, in hexadecimal."""
    return _KEY.fullmatch(text) is not None


@dataclass(frozen=True, kw_only=True)
class SiteCertificate:
    """names: what it is served for by HTTPS. pem: the site's own certificate, then its chain. key: the name of the
    private key, which the agent keeps. redirects: plain HTTP leads to HTTPS. hsts: browsers are told to come by HTTPS
    only from now on (RFC 6797). mail_domain: it is for one of MAIL_LABELS before that domain, whose settings are asked
    for there; "": for a host of the site. Raises ValueError for what a web server's files cannot carry."""

    names: tuple[str, ...]
    pem: str
    key: str
    redirects: bool = False
    hsts: bool = False
    mail_domain: str = ""

    def __post_init__(self) -> None:
        if self.mail_domain and self.names not in {(f"{label}.{self.mail_domain}",) for label in MAIL_LABELS}:
            raise ValueError("not a name of a mail program")
        if not (self.names and all(map(is_domain, self.names)) and is_key(self.key) and _PEM.fullmatch(self.pem)):
            raise ValueError("not a certificate of a site")


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """Every certificate of a site, by the host that it was made for."""

    hosts: tuple[tuple[str, SiteCertificate], ...] = ()

    def __post_init__(self) -> None:
        if not all(is_domain(host) for host, _ in self.hosts):
            raise ValueError("not a host of a site")
