"""Making, changing and deleting subdomains (D10)."""

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction

from fumibako.chapters.hosting.dns import queries as dns
from fumibako.chapters.hosting.dns.services import add_record, delete_record
from fumibako.chapters.hosting.environment.rules import check_settings
from fumibako.chapters.hosting.error_pages.rules import check_page
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.subdomains import errors, rules
from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.chapters.hosting.subdomains.queries import own_records
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect, PhpSettings


def add_subdomain(*, actor: Actor, site: Site, label: str, folder: str) -> Subdomain:
    """Its folder is made if it is not there, and its DNS records if the name has none. Raises BadLabel, ReservedLabel,
    HostTaken, BadSubdomainFolder, TooManySubdomains, ZoneRefused."""
    name, place = rules.check_label(site.domain.name, label), rules.check_folder(folder)
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        host = f"{name}.{site.domain.name}"
        if site.subdomains.filter(label=name).exists() or _is_anothers(site.domain, name):
            raise errors.HostTaken(host=host)
        rules.check_number(site.subdomains.count() + 1)
        made = Subdomain.objects.create(site=site, label=name, folder=place)
        _add_records(actor, site.domain, name)
        _changed(actor, "subdomain.add", made, folder=place)
    return made


def change_subdomain(*, actor: Actor, subdomain: Subdomain, folder: str, php: PhpSettings) -> None:
    """Raises BadSubdomainFolder, NotOffered."""
    place = rules.check_folder(folder)
    chosen = asdict(check_settings(asdict(php)))
    with transaction.atomic():
        Subdomain.objects.filter(pk=subdomain.pk).update(folder=place, **chosen)
        _changed(actor, "subdomain.change", subdomain, folder=place, **chosen)


def delete_subdomain(*, actor: Actor, subdomain: Subdomain) -> None:
    """Its certificate and the DNS records that came with it go, too; its files stay."""
    with transaction.atomic():
        _changed(actor, "subdomain.delete", subdomain)
        subdomain.site.certificates.filter(host=subdomain.host).delete()
        _delete_records(actor, subdomain.site.domain, subdomain.label)
        subdomain.delete()


def set_subdomain_error_pages(
    *, actor: Actor, subdomain: Subdomain, pages: Mapping[int, str], covers_php: bool = False
) -> None:
    """As `set_error_pages` does for the site. Raises UnknownStatus, BadPath."""
    checked = {status: check_page(status, path) for status, path in pages.items()}
    chosen = {str(status): path for status, path in checked.items()}
    with transaction.atomic():
        Subdomain.objects.filter(pk=subdomain.pk).update(error_pages=chosen, covers_php=covers_php)
        _changed(actor, "subdomain.set_error_pages", subdomain, pages=checked, covers_php=covers_php)


def _is_anothers(domain: Domain, label: str) -> bool:
    """Whether the name, or one above it, is a domain in its own right."""
    return Domain.objects.filter(name__in=rules.names_above(domain.name, label)).exists()


def _add_records(actor: Actor, domain: Domain, label: str) -> None:
    """A name that has records keeps them: the customer has said where it leads."""
    if any(each.name == label for each in dns.current(domain).published()):
        return
    for kind, address in own_records():
        add_record(actor=actor, domain=domain, name=label, kind=kind, value=address, ttl=3600)


def _delete_records(actor: Actor, domain: Domain, label: str) -> None:
    ours = own_records()
    for each in dns.current(domain).published():
        if each.name == label and (each.type, each.value) in ours and not each.is_standard:
            delete_record(actor=actor, domain=domain, key=each.key)


def _changed(actor: Actor, action: str, subdomain: Subdomain, **details: object) -> None:
    domain = subdomain.site.domain
    record(actor, action, subdomain.host, customer_number=domain.customer.number, **details)
    publishing.request(Aspect.SITE, domain.name)
