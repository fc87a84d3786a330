"""What a customer may be (E6), rule by rule: services ask them one after another, forms all at once."""

from django.conf import settings

from fumibako.chapters.console.customers import errors
from fumibako.chapters.hosting.subdomains.queries import is_subdomain
from fumibako.groundwork.names import is_name
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_domain


def check_name(text: str) -> str:
    """Return it without the blanks around it. Raises BadName."""
    text = text.strip()
    if not text or not is_name(text, most=200):
        raise errors.BadName
    return text


def check_domain(text: str) -> str:
    """Return it as we write it. Raises BadDomain, ServersOwnName, WwwDomain."""
    try:
        domain = parse_domain(text)
    except BadAddress as error:
        raise errors.BadDomain from error
    if domain == settings.FUMIBAKO.hostname:
        raise errors.ServersOwnName(domain=domain)
    if domain.startswith("www."):
        raise errors.WwwDomain(domain=domain.removeprefix("www."))
    return domain


def check_free(domain: str) -> None:
    """Raises DomainTaken."""
    if Domain.objects.filter(name=domain).exists() or is_subdomain(domain):
        raise errors.DomainTaken(domain=domain)
