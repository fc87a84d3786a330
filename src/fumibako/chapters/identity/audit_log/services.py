"""The audit log as a file, and its end of keeping (B13)."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from fumibako.chapters.identity.audit_log.rows import Row
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats import csvfile
from fumibako.machine.formats.csvfile import Charset

MAX_ROWS = 50_000
FORGET_AT_ONCE = 1_000


def export(
    *,
    actor: Actor,
    customer: Customer | None,
    found: QuerySet[Entry],
    seen: Callable[[Iterable[Entry]], Iterable[Row]],
    charset: Charset,
) -> bytes:
    """The entries as a CSV file, newest first, MAX_ROWS at most; in UTF-8 where CP932 does not have all of it.

    customer: whose log it is, None: the provider's. seen: what its reader may see of each entry.
    """
    rows = [_cells(row) for row in seen(found[:MAX_ROWS])]
    number = customer.number if customer else ""
    record(actor, "audit.export", number or "audit", customer_number=number, number=len(rows))
    return csvfile.write_either([_titles(), *rows], charset)


def forget_old() -> int:
    """Delete what is older than the setting says. Returns how many entries there were."""
    days = settings.FUMIBAKO.settings.box.audit_log_days
    old = Entry.objects.filter(at__lt=timezone.now() - timedelta(days=days)).order_by("pk") if days else None
    number = 0
    while old is not None and (some := list(old.values_list("pk", flat=True)[:FORGET_AT_ONCE])):
        with transaction.atomic():
            Entry.objects.filter(pk__in=some).delete()
        number += len(some)
    return number


def _titles() -> list[str]:
    return [
        gettext("Date and time"),
        pgettext("audit log", "Action"),
        gettext("Target"),
        gettext("Customer"),
        gettext("Done by"),
        gettext("IP address"),
        gettext("Details"),
    ]


def _cells(row: Row) -> list[str]:
    entry = row.entry
    texts = (
        str(row.action),
        entry.subject,
        entry.customer_number,
        str(row.who),
        row.where,
        "\n".join(f"{name}: {value}" for name, value in row.details.items()),
    )
    return [f"{timezone.localtime(entry.at):%Y/%m/%d %H:%M:%S}", *map(csvfile.guarded, texts)]
