"""Closing a site to visitors from abroad (D7)."""

from collections.abc import Iterable

from django.db import transaction

from fumibako.chapters.hosting.overseas import rules
from fumibako.chapters.hosting.overseas.models import OverseasRestriction
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.networks import check_number
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect


def set_overseas(
    *, actor: Actor, site: Site, is_on: bool, folders: Iterable[str], networks: Iterable[str], page: str = ""
) -> OverseasRestriction:
    """folders: none for the whole site. networks: who gets in from abroad; kept while it is off, too. page: of
    the site, for those who are refused; "" for ours. Raises BadClosedFolder, TooManyClosedFolders, BadRefusalPage,
    BadNetwork, HostBits, NoException, TooManyNetworks."""
    closed = list(dict.fromkeys(map(rules.check_folder, folders)))
    exceptions = list(dict.fromkeys(map(rules.check_exception, networks)))
    rules.check_number_of_folders(len(closed))
    check_number(len(exceptions))
    chosen = {"is_on": is_on, "folders": closed, "exceptions": exceptions, "page": rules.check_page(page)}
    rules.check_opens_nothing(page, closed)
    with transaction.atomic():
        row, _ = OverseasRestriction.objects.update_or_create(site=site, defaults=chosen)
        record(actor, "overseas.set", site.domain.name, customer_number=site.domain.customer.number, **chosen)
        publishing.request(Aspect.SITE, site.domain.name)
    return row
