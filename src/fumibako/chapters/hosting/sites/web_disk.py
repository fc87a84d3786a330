"""Lines of a contract's web disk, and the mails when its use passes one (D1)."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.contract.owners.queries import owner_of_customer
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.sites.models import WebDisk
from fumibako.chapters.hosting.sites.queries import web_bytes
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.ui.templatetags.ui import size
from fumibako.machine.notices.hosting import WebDiskFilling, WebDiskFull

log = logging.getLogger("fumibako.web_disk")
FULL = 100
LINES = (80, 90, FULL)


def line_of(used: int, limit: int) -> int:
    """The highest line that is reached, 0 below all. used, limit: bytes. At its limit it is full: nothing can be
    added."""
    return max((line for line in LINES if used * 100 >= limit * line), default=0)


def watch_all(breathe: Callable[[str], None]) -> int:
    """Look at the disk of every contract whose sites run. Returns how many were told."""
    told = 0
    for customer in Customer.objects.filter(is_suspended=False, domains__site__isnull=False).distinct().order_by("pk"):
        breathe(customer.name)
        used = web_bytes(customer)
        if used is None:
            log.warning("%s: not counted", customer)
            continue
        told += watch(customer, used=used, limit=contract_of(customer).web_disk_bytes)
    return told


def watch(customer: Customer, *, used: int, limit: int) -> bool:
    """Tell of a line once for each time that it is passed. Returns whether it was told now."""
    line = line_of(used, limit)
    with transaction.atomic():
        row = WebDisk.objects.select_for_update().filter(customer=customer).first() or WebDisk(customer=customer)
        is_passed = line > row.line
        if line != row.line:
            row.line = line
            row.save()
        if is_passed:
            _tell(customer, line, used=used, limit=limit)
    return is_passed


def _tell(customer: Customer, line: int, *, used: int, limit: int) -> None:
    """Each administrator, and the owner, who orders more, in the provider's name."""
    kind = WebDiskFull if line == FULL else WebDiskFilling
    sites = Domain.objects.filter(customer=customer, site__isnull=False).order_by("pk")
    owner = owner_of_customer(customer)
    readers: dict[str, Domain | None] = {f"administrator@{domain.name}": domain for domain in sites}
    if owner and owner.contact:
        readers.setdefault(owner.contact, None)
    for address, domain in readers.items():
        notice = kind(
            domain=(domain or sites[0]).name,
            at=timezone.localtime(),
            percent=str(used * 100 // limit if limit else FULL),
            used=size(used),
            limit=size(limit),
            link=settings.FUMIBAKO.site_url + reverse("adminmenu:web"),
        )
        send(notice, to=address, domain=domain)
