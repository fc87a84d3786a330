"""Subdomains of a site: names with a folder, PHP settings and logs of their own (D10)."""

import re
from dataclasses import dataclass, field

from fumibako.machine.state.names import is_domain
from fumibako.machine.state.web.error_pages import ErrorPages, is_path
from fumibako.machine.state.web.php import PhpSettings

_LABEL = re.compile(r"(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
MAX_LABEL = 63
MAX_LABELS = 2
_TOKEN = re.compile(r"[0-9a-f]{32}")


def is_label(text: str) -> bool:
    """Whether it can be the part before the domain: a label (RFC 1035 section 2.3.1), or two with a dot between. Of
    more, somebody has typed another domain."""
    labels = text.split(".")
    return len(text) <= MAX_LABEL and len(labels) <= MAX_LABELS and all(map(_LABEL.fullmatch, labels))


@dataclass(frozen=True, kw_only=True)
class Subdomain:
    """host: its whole name. folder: as in the addresses of the site, below its first page. number: names its PHP and is
    never reused. token: the name of its PHP socket, unguessable. Raises ValueError for what a web server's files cannot
    carry."""

    host: str
    folder: str
    number: int
    token: str
    php: PhpSettings = field(default_factory=PhpSettings)
    errors: ErrorPages = field(default_factory=ErrorPages)

    def __post_init__(self) -> None:
        is_fit = self.folder == "/" or is_path(self.folder)
        if not (is_fit and is_domain(self.host) and _TOKEN.fullmatch(self.token)):
            raise ValueError("not a subdomain")


@dataclass(frozen=True, kw_only=True)
class Subdomains:
    """Every subdomain of a site."""

    hosts: tuple[Subdomain, ...] = ()
