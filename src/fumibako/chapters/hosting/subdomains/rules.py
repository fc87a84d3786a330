"""What a subdomain can be called, and where its pages can be (D10)."""

from django.conf import settings

from fumibako.chapters.hosting.dns.standard import name_servers
from fumibako.chapters.hosting.subdomains import errors
from fumibako.machine.state.web.error_pages import is_path
from fumibako.machine.state.web.subdomains import is_label

MAX_SUBDOMAINS = 50
MAX_TEXT = 60
MAX_HOST = 200  # it stands in names of files, with more around it
RESERVED = frozenset(
    (
        *("www", "mail", "smtp", "imap", "pop", "pop3", "ftp", "webmail", "localhost", "mta-sts"),
        *("autoconfig", "autodiscover", "ns", "ns1", "ns2", "ns3", "ns4"),
    )
)


def check_label(domain: str, text: str) -> str:
    """Return it in small letters. Raises BadLabel, ReservedLabel, HostTaken: the service itself has that name."""
    label = text.strip().lower().removesuffix(f".{domain}")
    if not is_label(label) or len(f"{label}.{domain}") > MAX_HOST:
        raise errors.BadLabel(label=text[:MAX_TEXT])
    labels = label.removeprefix("www.").split(".")
    if RESERVED.intersection(labels):
        raise errors.ReservedLabel(label=label)
    host, config = f"{label}.{domain}", settings.FUMIBAKO
    if host in {name.lower().rstrip(".") for name in (config.hostname, *name_servers(config))}:
        raise errors.HostTaken(host=host)
    return label


def names_above(domain: str, label: str) -> list[str]:
    """The host itself and the names between it and the domain, of which each may be a domain of somebody's."""
    labels = label.split(".")
    return [".".join((*labels[start:], domain)) for start in range(len(labels))]


def check_folder(text: str) -> str:
    """Return it without a slash at its end. Raises BadSubdomainFolder."""
    folder = text.removesuffix("/")
    if not folder or not is_path(folder):
        raise errors.BadSubdomainFolder(folder=text[:MAX_TEXT])
    return folder


def check_number(number: int) -> None:
    """Raises TooManySubdomains."""
    if number > MAX_SUBDOMAINS:
        raise errors.TooManySubdomains(most=MAX_SUBDOMAINS)
