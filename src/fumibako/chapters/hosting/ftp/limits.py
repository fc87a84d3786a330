"""How much a site may hold when files come by FTP (D5): what the contract's other sites and the databases leave of its
web disk. ProFTPD counts the site's own files at each login; the others are counted here, again and again."""

import logging
from collections.abc import Callable

from django.db import transaction

from fumibako.chapters.hosting.databases.queries import sizes_of
from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import site_bytes
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.state import Aspect

log = logging.getLogger("fumibako.web_disk")
STEP_BYTES = 16 << 20
"""A smaller change is told with the next larger one."""


def renew_all(breathe: Callable[[str], None]) -> int:
    """Returns how many sites' limits are other ones now."""
    renewed = 0
    for customer in Customer.objects.filter(is_suspended=False, domains__site__isnull=False).distinct().order_by("pk"):
        breathe(customer.name)
        renewed += renew(customer)
    return renewed


def renew(customer: Customer) -> int:
    """What nobody can count now stays as it was counted last."""
    rows = Site.objects.filter(domain__customer=customer).select_related("domain")
    used = {site: site_bytes(site) for site in rows}
    renewed = 0
    for site in rows:
        others = [each for other, each in used.items() if other != site]
        databases = sizes_of(site.domain) if site.databases.exists() else {}
        if databases is None or None in others:
            log.warning("%s: not counted", site)
            continue
        renewed += _keep(site, sum(each or 0 for each in others) + sum(databases.values()))
    return renewed


def _keep(site: Site, others: int) -> bool:
    with transaction.atomic():
        row = FtpAccess.objects.select_for_update().filter(site=site).first()
        if row is None or abs(row.others_bytes - others) < STEP_BYTES:
            return False
        FtpAccess.objects.filter(pk=row.pk).update(others_bytes=others)
        publishing.request(Aspect.SITE, site.domain.name)
    return True
