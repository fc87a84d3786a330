"""Looking at every contract's mail use, and doing what its level asks for (B8)."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.mail.accounts.queries import administrators_of
from fumibako.chapters.mail.disk_quota.levels import Deed, Facts, is_due, look
from fumibako.chapters.mail.disk_quota.models import DiskUse
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.ui.templatetags.ui import size
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.notices.catalogue import DiskAlmostFull, DiskLocked, DiskUnlocked
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

log = logging.getLogger("fumibako.disk_quota")
_NOTICES = {Deed.MAIL_ALMOST_FULL: DiskAlmostFull, Deed.LOCK: DiskLocked, Deed.UNLOCK: DiskUnlocked}


def check_all() -> int:
    """Look at every contract for which it is due, and at none while the use is not known. Returns how many were warned,
    locked or unlocked."""
    try:
        bytes_of, uncounted = Mailboxes(settings.FUMIBAKO).bytes_of_domains()
    except (AgentDown, AgentRefused) as error:
        log.warning("mail use is not known: %s", error)
        return 0
    used: Counter[int] = Counter()
    is_partial = set()
    for customer, domain in Domain.objects.filter(alias_of__isnull=True).values_list("customer_id", "name"):
        used[customer] += bytes_of.get(domain, 0)
        if domain in uncounted:
            is_partial.add(customer)
    known = {row.customer_id: row for row in DiskUse.objects.all()}
    done = 0
    for contract in Contract.objects.select_related("customer").order_by("pk"):
        row, now = known.get(contract.customer_id) or DiskUse(customer=contract.customer), timezone.now()
        found, limit = used[contract.customer_id], contract.mail_disk_bytes
        if contract.customer_id in is_partial and found < row.used_bytes:
            continue  # it may hold more: nobody is unlocked by what is not counted
        if is_due(_facts(row), before=row.used_bytes, used=found, limit=limit, now=now):
            done += bool(check(contract.customer, used=found, limit=limit, now=now))
    return done


def recount_all(breathe: Callable[[str], None]) -> int:
    """Each night: of how many mailboxes something else was known than Dovecot counts."""
    wrong = 0
    for name in Domain.objects.filter(alias_of__isnull=True).order_by("pk").values_list("name", flat=True):
        breathe(name)
        try:
            wrong += Mailboxes(settings.FUMIBAKO).recount(name)
        except (AgentDown, AgentRefused) as error:
            log.warning("%s is not counted: %s", name, error)
    return wrong


def _facts(row: DiskUse) -> Facts:
    return Facts(
        seen_at=row.seen_at,
        over_for=row.over_for or Facts().over_for,
        is_over=row.is_over,
        is_warned=row.is_warned,
        is_locked=row.is_locked,
    )


def check(customer: Customer, *, used: int, limit: int, now: datetime) -> tuple[Deed, ...]:
    """Store what a look found; mails, lock and outbox rows are part of the same transaction."""
    with transaction.atomic():
        row = DiskUse.objects.select_for_update().filter(customer=customer).first() or DiskUse(customer=customer)
        after, deeds = look(_facts(row), used=used, limit=limit, now=now)
        row.used_bytes, row.seen_at, row.over_for = used, after.seen_at, after.over_for
        row.is_over, row.is_warned, row.is_locked = after.is_over, after.is_warned, after.is_locked
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
