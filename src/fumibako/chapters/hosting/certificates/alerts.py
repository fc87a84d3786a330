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
from fumibako.chapters.hosting.certificates.queries import WARNING_DAYS, chain_of, chosen_of, of_websites
from fumibako.chapters.hosting.sites.queries import names_of
from fumibako.groundwork.ui.alerts import Alert, Tone
from fumibako.machine.formats.idn import readable_domain

SHOWN = 5


def for_administrator(request: Any) -> Iterator[Alert]:
    for row in _ending().filter(site__domain__customer=request.customer):
        url = reverse("adminmenu:ssl_host", args=(row.host,))
        yield Alert(_tone([row]), _line(row), _what_follows(row), url, _("SSL certificates"))
    for row, names in _left_out(request.customer):
        values = {"host": readable_domain(row.host), "names": ", ".join(map(readable_domain, names))}
        words = gettext("The free certificate of %(host)s could not be had for %(names)s.") % values
        advice = gettext(
            "The certificate authority could not reach it at this server. Have its DNS records lead here and order the "
            "certificate again, or take the name out of the choice."
        )
        url = reverse("adminmenu:ssl_order", args=(row.host,))
        yield Alert(Tone.WARN, words, advice, url, _("Choose the names of the free certificate"))


def _left_out(customer: Any) -> Iterator[tuple[HostCertificate, tuple[str, ...]]]:
    """Free certificates that had to be renewed without names which are chosen."""
    rows = of_websites().select_related("site__domain").filter(site__domain__customer=customer)
    for row in rows.filter(is_automatic=True, ordering_since=None).exclude(pem=""):
        own, chosen = chain_of(row)[0], chosen_of(row, names_of(row.site, row.host))
        if names := tuple(name for name in chosen if not own.covers(name)):
            yield row, names


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
    return of_websites().exclude(pem="").filter(expires_at__lt=until).order_by("expires_at", "host")


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
