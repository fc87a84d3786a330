"""Certificates that expire soon, have expired, or could not be had."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.queries import WARNING_DAYS
from fumibako.groundwork.ui.alerts import Alert, Tone
from fumibako.machine.formats.idn import readable_domain

SHOWN = 5


def for_administrator(request: Any) -> Iterator[Alert]:
    for row in _ending().filter(site__domain__customer=request.customer):
        url = reverse("adminmenu:ssl_host", args=(row.host,))
        yield Alert(_tone([row]), _line(row), _what_follows(row), url, _("SSL certificates"))


def for_operator(request: Any) -> Iterator[Alert]:
    rows = list(_ending())
    if rows:
        title = ngettext(
            "%(number)s certificate of customers expires soon or has expired.",
            "%(number)s certificates of customers expire soon or have expired.",
            len(rows),
        )
        items = tuple(_line(row) for row in rows[:SHOWN])
        url = f"{reverse('console:certificates')}?only=trouble"
        words = title % {"number": f"{len(rows):,}"}
        yield Alert(_tone(rows), words, url=url, link=_("Customers' certificates"), items=items)


def _ending() -> QuerySet[HostCertificate]:
    """The first to expire comes first."""
    until = timezone.now() + timedelta(days=WARNING_DAYS[0])
    return HostCertificate.objects.exclude(pem="").filter(expires_at__lt=until).order_by("expires_at", "host")


def _tone(rows: list[HostCertificate]) -> Tone:
    now = timezone.now()
    return Tone.DANGER if any(row.expires_at and row.expires_at <= now for row in rows) else Tone.WARN


def _line(row: HostCertificate) -> str:
    values = {"host": readable_domain(row.host), "day": f"{timezone.localtime(row.expires_at):%Y/%m/%d}"}
    if row.expires_at and row.expires_at <= timezone.now():
        return gettext("The certificate of %(host)s expired on %(day)s.") % values
    return gettext("The certificate of %(host)s expires on %(day)s.") % values


def _what_follows(row: HostCertificate) -> str:
    if row.trouble:
        return gettext("It could not be renewed: %(trouble)s") % {"trouble": row.trouble}
    return gettext("Visitors' browsers warn of the site after that. Install a new one in time.")
