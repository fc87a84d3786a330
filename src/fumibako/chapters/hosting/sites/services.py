"""A site comes into being with its domain, and goes with it (D1)."""

from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.state import Aspect


def add_site(*, actor: Actor, domain: Domain) -> Site:
    """Part of the transaction that adds the domain."""
    site = Site.objects.create(domain=domain)
    record(actor, "site.add", domain.name, customer_number=domain.customer.number)
    publishing.request(Aspect.SITE, domain.name)
    return site


def remove_site(*, actor: Actor, domain: Domain) -> None:
    """The site and its files are gone for good. Part of the transaction that removes the domain."""
    deleted, _ = Site.objects.filter(domain=domain).delete()
    if deleted:
        record(actor, "site.remove", domain.name, customer_number=domain.customer.number)
        publishing.request(Aspect.SITE, domain.name)


def publish_sites(customer: Customer) -> None:
    """The customer was suspended or resumed, or its web disk is another one."""
    sites = Site.objects.filter(domain__customer=customer)
    publishing.request(Aspect.SITE, *sites.values_list("domain__name", flat=True))
