"""Looking at sites."""

from django.conf import settings

from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused


def addresses_of(site: Site) -> tuple[str, str]:
    """Where visitors find it: with www before the domain, and without."""
    return address_of(f"www.{site.domain.name}"), address_of(site.domain.name)


def address_of(host: str) -> str:
    """Where visitors find a host of a site."""
    config: Config = settings.FUMIBAKO
    port = "" if config.ports.http == 80 else f":{config.ports.http}"
    return f"http://{host}{port}/"


def hosts_of(site: Site) -> tuple[str, ...]:
    """The hosts at which the site's pages are, each with a certificate and logs of its own: the domain, subdomains."""
    labels = site.subdomains.order_by("label").values_list("label", flat=True)
    return (site.domain.name, *(f"{label}.{site.domain.name}" for label in labels))


def names_of(site: Site, host: str) -> tuple[str, ...]:
    """The names by which a host is called: the domain with www before it, too."""
    return (host, f"www.{host}") if host == site.domain.name else (host,)


def site_bytes(site: Site) -> int | None:
    """What its files and databases hold; None where that is not known now."""
    try:
        return Sites(settings.FUMIBAKO).used_bytes(site.domain.name)
    except (AgentDown, AgentRefused):
        return None


def web_bytes(customer: Customer) -> int | None:
    """What the files of all its sites hold; None where that is not known now."""
    used = 0
    for site in Site.objects.filter(domain__customer=customer).select_related("domain"):
        if (more := site_bytes(site)) is None:
            return None
        used += more
    return used
