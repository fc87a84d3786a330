"""Setting limits, and what becomes of accounts that guardd has paused or released (B13); `asking.py` asks it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import account, administrators_of
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.sending_limits import errors
from fumibako.chapters.mail.sending_limits.models import CommonLimit, OwnLimit, Pause
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.guardd.control import Paused
from fumibako.machine.notices.catalogue import SendingPaused
from fumibako.machine.state import Aspect

MIN, MAX = 10, 1_000_000


def check_limit(per_hour: int, per_day: int) -> None:
    """Raises BadLimit."""
    for field, number, least in (("per_hour", per_hour, MIN), ("per_day", per_day, per_hour)):
        if not least <= number <= MAX:
            raise errors.BadLimit(field, least=MIN, most=f"{MAX:,}")


def set_common_limit(*, actor: Actor, domain: Domain, per_hour: int, per_day: int) -> None:
    """For every account without one of its own. Raises BadLimit."""
    check_limit(per_hour, per_day)
    values = {"per_hour": per_hour, "per_day": per_day}
    with transaction.atomic():
        CommonLimit.objects.update_or_create(domain=domain, defaults=values)
        record(actor, "sending_limit.set", domain.name, customer_number=domain.customer.number, **values)
        publishing.request(Aspect.DOMAIN, domain.name)


def set_own_limit(*, actor: Actor, mailbox: Mailbox, limit: tuple[int, int] | None) -> None:
    """limit: per hour and per day; None: the domain's. Raises BadLimit, NoSuchAccount."""
    if limit is not None:
        check_limit(*limit)
    with transaction.atomic():
        lock(mailbox)
        OwnLimit.objects.filter(mailbox=mailbox).delete()
        values = dict(zip(("per_hour", "per_day"), limit, strict=True)) if limit else {}
        if values:
            OwnLimit.objects.create(mailbox=mailbox, **values)
        number = mailbox.domain.customer.number
        record(actor, "sending_limit.set_own", mailbox.address, customer_number=number, **values)
        publishing.request(Aspect.DOMAIN, mailbox.domain.name)


def end_pause(*, actor: Actor, mailbox: Mailbox) -> None:
    """guardd lets the account send again. Raises NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        Pause.objects.filter(mailbox=mailbox).delete()
        record(actor, "sending.release", mailbox.address, customer_number=mailbox.domain.customer.number)


def note_pauses(*, actor: Actor, paused: Sequence[Paused]) -> int:
    """A row, an audit entry and a mail to the administrators for each that is new."""
    return sum(_note(actor, each) for each in paused)


def _note(actor: Actor, paused: Paused) -> bool:
    mailbox = account(paused.login)
    if mailbox is None:
        return False
    at, counts = datetime.fromtimestamp(paused.at, UTC), {"per_hour": paused.per_hour, "per_day": paused.per_day}
    with transaction.atomic():
        _, is_new = Pause.objects.get_or_create(mailbox=mailbox, defaults={"at": at, **counts})
        if is_new:
            number = mailbox.domain.customer.number
            record(actor, "sending.pause", mailbox.address, customer_number=number, **counts)
            for administrator in administrators_of(mailbox.domain.customer):
                notice = SendingPaused(
                    address=mailbox.address,
                    at=at,
                    per_hour=f"{paused.per_hour:,}",
                    per_day=f"{paused.per_day:,}",
                    link=f"{settings.FUMIBAKO.site_url}/admin/limits/",
                )
                send(notice, to=administrator.address, domain=administrator.domain)
    return is_new
