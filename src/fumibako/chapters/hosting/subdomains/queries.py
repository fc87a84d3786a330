"""Looking at subdomains (D10), and at who answers for their names."""

import dns.exception
import dns.resolver
from django.conf import settings
from django.db.models import Q

from fumibako.chapters.hosting.dns.queries import current
from fumibako.chapters.hosting.dns.standard import addresses, name_servers
from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.groundwork.tenancy.models import Domain

LOOK_SECONDS = 1.5


def is_subdomain(name: str) -> bool:
    """Whether a site has a subdomain of that name or below it."""
    labels = name.split(".")
    ways = ((".".join(labels[:at]), ".".join(labels[at:])) for at in range(1, len(labels)))
    return any(
        Subdomain.objects.filter(Q(label=label) | Q(label__endswith=f".{label}"), site__domain__name=domain).exists()
        for label, domain in ways
    )


def is_elsewhere(domain: str) -> bool:
    """Whether other name servers than ours answer for the domain in the world's DNS. What cannot be found out, say of a
    domain that is not registered yet, is not elsewhere."""
    try:
        answer = dns.resolver.resolve(f"{domain}.", "NS", lifetime=LOOK_SECONDS)
    except (dns.exception.DNSException, OSError):
        return False
    ours = {name.rstrip(".").lower() for name in name_servers(settings.FUMIBAKO)}
    return not ours & {str(each.target).rstrip(".").lower() for each in answer}


def own_records() -> list[tuple[str, str]]:
    """Types and values of the records that lead a name here."""
    return [("A" if each.version == 4 else "AAAA", str(each)) for each in addresses(settings.FUMIBAKO)]


def led_away(domain: Domain) -> frozenset[str]:
    """Names before the domain whose addresses in its own zone are others than this server's."""
    leading = [each for each in current(domain).published() if each.type in ("A", "AAAA", "CNAME")]
    inside = f".{domain.name}."
    here = {each.name for each in leading if (each.type, each.value) in own_records() or each.value.endswith(inside)}
    return frozenset(each.name for each in leading) - here
