"""Looking at every contract's mail use, and doing what its level asks for (B8)."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.mail.accounts.queries import administrators_of
from fumibako.chapters.mail.disk_quota.levels import Deed, Facts, look
from fumibako.chapters.mail.disk_quota.models import DiskUse
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.templatetags.ui import size
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.notices.catalogue import DiskAlmostFull, DiskLocked, DiskUnlocked
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

log = logging.getLogger("fumibako.disk_quota")
_NOTICES = {Deed.MAIL_ALMOST_FULL: DiskAlmostFull, Deed.LOCK: DiskLocked, Deed.UNLOCK: DiskUnlocked}


def check_all() -> int:
    """Look at every contract once; one whose use cannot be read now is left for the next round. Returns how many were
    warned, locked or unlocked."""
    done = 0
    for contract in list(Contract.objects.select_related("customer").order_by("pk")):
        try:
            used = used_bytes(contract.customer)
        except (AgentDown, AgentRefused) as error:
            log.warning("use of %s is not known: %s", contract.customer.number, error)
            continue
        done += bool(check(contract.customer, used=used, limit=contract.mail_disk_bytes, now=timezone.now()))
    return done


def used_bytes(customer: Customer) -> int:
    """What all mailboxes of its domains hold, without spam boxes. Raises AgentDown, AgentRefused."""
    mailboxes = Mailboxes(settings.FUMIBAKO)
    domains = customer.domains.filter(alias_of__isnull=True)
    return sum(mailboxes.domain_bytes(domain.name) for domain in domains)


def check(customer: Customer, *, used: int, limit: int, now: datetime) -> tuple[Deed, ...]:
    """Store what a look found; mails, lock and outbox rows are part of the same transaction."""
    with transaction.atomic():
        row = DiskUse.objects.select_for_update().filter(customer=customer).first() or DiskUse(customer=customer)
        before = Facts(
            seen_at=row.seen_at,
            over_for=row.over_for or Facts().over_for,
            is_warned=row.is_warned,
            is_locked=row.is_locked,
        )
        after, deeds = look(before, used=used, limit=limit, now=now)
        row.used_bytes, row.seen_at, row.over_for = used, after.seen_at, after.over_for
        row.is_warned, row.is_locked = after.is_warned, after.is_locked
        row.save()
        if Deed.LOCK in deeds or Deed.UNLOCK in deeds:
            _set_locked(customer, is_locked=after.is_locked)
        for deed in deeds:
            _tell(customer, deed, used=used, limit=limit, now=now)
    return deeds


def _set_locked(customer: Customer, *, is_locked: bool) -> None:
    customer.domains.update(is_locked=is_locked)
    names = list(customer.domains.values_list("name", flat=True))
    publishing.request(Aspect.DOMAIN, *names)
    action = "disk.lock" if is_locked else "disk.unlock"
    record(SYSTEM, action, customer.name, customer_number=customer.number, domains=names)


def _tell(customer: Customer, deed: Deed, *, used: int, limit: int, now: datetime) -> None:
    for mailbox in administrators_of(customer):
        notice = _NOTICES[deed](
            domain=mailbox.domain.name,
            at=now,
            percent=str(used * 100 // limit if limit else 100),
            used=size(used),
            limit=size(limit),
        )
        send(notice, to=mailbox.address, domain=mailbox.domain)
