"""What the homes say of a contract's mail use (B8)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.mail.disk_quota.levels import MAIL_AT, Level
from fumibako.chapters.mail.disk_quota.models import DiskUse
from fumibako.chapters.mail.disk_quota.queries import level_now
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.ui.alerts import Alert, Tone

SHOWN = 5
LOCKED = (
    _("New mail is refused: the mail disk has been over its limit for 24 hours."),
    _(
        "Mail that arrives now is returned to its sender. Delete or fetch mail, or empty mailboxes; new mail is then"
        " accepted again at once."
    ),
)
LEVELS = {
    Level.OVER: (
        *(Tone.DANGER, _("The mail disk is over its limit.")),
        _("If it stays so for 24 hours, new mail is refused. Delete or fetch mail, or empty mailboxes."),
    ),
    Level.ALMOST_FULL: (
        *(Tone.WARN, _("The mail disk is almost full.")),
        _("Delete or fetch mail, or empty mailboxes, before new mail is refused."),
    ),
    Level.WARNING: (Tone.INFO, _("More than 80 percent of the mail disk is used."), ""),
}


def for_administrator(request: MemberRequest) -> Iterator[Alert]:
    way = (reverse("adminmenu:usage"), _("Usage by account"))
    if request.domain.is_locked:
        yield Alert(Tone.DANGER, *LOCKED, *way)
        return
    known = LEVELS.get(level_now(request.customer, contract_of(request.customer).mail_disk_bytes))
    if known:
        yield Alert(*known, *way)


def for_user(request: MemberRequest) -> Iterator[Alert]:
    if request.domain.is_locked:
        yield Alert(
            *(Tone.DANGER, _("No new mail is received: your company's mail disk is full.")),
            _("Please ask your administrator. You can still read and send mail."),
        )


def for_owner(request: Any) -> Iterator[Alert]:
    known = LEVELS.get(level_now(request.customer, contract_of(request.customer).mail_disk_bytes))
    if known:
        yield Alert(known[0], known[1])


def for_operator(request: Any) -> Iterator[Alert]:
    rows = DiskUse.objects.filter(used_bytes__gte=F("customer__contract__mail_disk_bytes") * MAIL_AT / 100)
    found = list(rows.select_related("customer__contract").order_by("-is_locked", "customer__number"))
    if found:
        title = ngettext(
            "%(number)s customer has used 90 percent of the mail disk or more.",
            "%(number)s customers have used 90 percent of the mail disk or more.",
            len(found),
        )
        yield Alert(
            Tone.DANGER if any(row.is_locked for row in found) else Tone.WARN,
            title % {"number": f"{len(found):,}"},
            url=reverse("console:customers"),
            link=_("Customer list"),
            items=tuple(_line(row) for row in found[:SHOWN]),
        )


def _line(row: DiskUse) -> str:
    percent = row.used_bytes * 100 // row.customer.contract.mail_disk_bytes
    if row.is_locked:
        return gettext("%(customer)s: %(percent)s %%, new mail is refused") % _values(row, percent)
    return gettext("%(customer)s: %(percent)s %%") % _values(row, percent)


def _values(row: DiskUse, percent: int) -> dict[str, str]:
    return {"customer": row.customer.name, "percent": str(percent)}
