"""Fetching and renewing free certificates, and warning of those that end (D11)."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumibako.chapters.hosting.certificates import ordering, services
from fumibako.chapters.hosting.certificates.errors import NameNotReached
from fumibako.chapters.hosting.certificates.leading import Leading
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.queries import (
    RENEWED_BEFORE,
    WARNING_DAYS,
    chosen_of,
    is_offered,
    mail_hosts_of,
)
from fumibako.chapters.hosting.certificates.rules import Upload, read_upload
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import hosts_of, names_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import KeyKind
from fumibako.machine.notices.hosting import CertificateEnding

log = logging.getLogger("fumibako.certificates")
Breathe = Callable[[str], None]
MOST_NAMES = 20
TRIED_AGAIN = timedelta(days=1)
LEFT_OUT_BEFORE = timedelta(days=14)


@job("hosting.order_certificate", label=gettext_lazy("Free certificate"), page="adminmenu:ssl", is_interactive=True)
def order_certificate(run: Run, *, domain: str, host: str) -> None:
    """Raises Refused, whose words are the job's end."""
    row = HostCertificate.objects.select_related("site__domain__customer").get(site__domain__name=domain, host=host)
    with _noting(row):
        upload = _issued(row, chosen_of(row, names_of(row.site, host)), run.breathe)
        run.owes = True
        with run.step(host):
            services.install_issued(actor=run.actor, site=row.site, host=host, upload=upload)


@job("hosting.look_after_certificates")
def look_after_certificates(run: Run) -> None:
    """Once a day."""
    log.info("certificates renewed: %d", renew_due(timezone.now(), run.breathe))
    log.info("warnings of certificates: %d", warn_of_ends(timezone.now()))
    log.info("private keys forgotten: %d", services.forget_keys())


def renew_due(now: datetime, breathe: Breathe) -> int:
    """What fails is tried again tomorrow; the certificate in use stays."""
    renewed = 0
    rows = HostCertificate.objects.select_related("site__domain__customer").filter(is_automatic=True)
    for row in rows.filter(expires_at__lt=now + RENEWED_BEFORE) if is_offered() else ():
        try:
            with _noting(row):
                upload = _renewed(row, now, breathe)
                services.install_issued(actor=SYSTEM, site=row.site, host=row.host, upload=upload)
                renewed += 1
        except Refused as refusal:
            log.warning("%s is not renewed: %s", row.host, refusal)
            if row.expires_at and row.expires_at <= now and row.host in mail_hosts_of(row.site):
                services.forget_mail_name(row)
    return renewed


def _renewed(row: HostCertificate, now: datetime, breathe: Breathe) -> Upload:
    """For the chosen names. When it becomes pressing, without those that the authority does not reach: a name that has
    gone elsewhere must not end HTTPS at the others. Raises what _issued raises."""
    names = chosen_of(row, names_of(row.site, row.host))
    while True:
        try:
            return _issued(row, names, breathe)
        except NameNotReached as refusal:
            names = tuple(name for name in names if name != refusal.values["name"])
            if not names or not _is_pressing(row, now):
                raise
            log.warning("%s is tried without a name: %s", row.host, refusal)


def _is_pressing(row: HostCertificate, now: datetime) -> bool:
    return row.expires_at is not None and row.expires_at < now + LEFT_OUT_BEFORE


@job("hosting.look_after_mail_names")
def look_after_mail_names(run: Run) -> None:
    """Once an hour."""
    is_here = Leading(settings.FUMIBAKO).is_here
    log.info("certificates of mail names: %d", order_for_mail_names(timezone.now(), run.breathe, is_here))


def order_for_mail_names(now: datetime, breathe: Breathe, leads_here: Callable[[str], bool]) -> int:
    """The first ones for autoconfig., autodiscover. and mta-sts. of customers' domains and alias domains, where these
    names lead to this box; MOST_NAMES at most, in any order, so that slow name servers keep nobody's from its turn for
    ever. What fails is tried again on the next day."""
    ordered = 0
    sites = Site.objects.select_related("domain__customer").filter(domain__customer__is_suspended=False).order_by("?")
    for site in sites if is_offered() else ():
        tried = site.certificates.filter(Q(ordering_since__gt=now - TRIED_AGAIN) | ~Q(pem=""))
        for host in mail_hosts_of(site).keys() - set(tried.values_list("host", flat=True)):
            if ordered == MOST_NAMES:
                return ordered
            breathe("")
            ordered += leads_here(host) and _order_for(site, host, breathe)
    return ordered


def _order_for(site: Site, host: str, breathe: Breathe) -> bool:
    row, _is_new = HostCertificate.objects.get_or_create(site=site, host=host)
    try:
        with _noting(row):
            services.install_issued(actor=SYSTEM, site=site, host=host, upload=_issued(row, (host,), breathe))
    except Refused as refusal:
        HostCertificate.objects.filter(pk=row.pk).update(ordering_since=timezone.now())
        log.warning("%s has no certificate yet: %s", host, refusal)
        return False
    return True


def warn_of_ends(now: datetime) -> int:
    """One mail at each of WARNING_DAYS before a certificate ends, to the domain's administrator."""
    warned = 0
    rows = HostCertificate.objects.select_related("site__domain").exclude(pem="")
    for row in rows.filter(expires_at__lt=now + RENEWED_BEFORE):
        expires_at = row.expires_at or now
        reached = [limit for limit in WARNING_DAYS if (expires_at - now).days < limit]
        if not reached or row.host not in hosts_of(row.site):
            continue
        if row.warned_days is not None and row.warned_days <= reached[-1]:
            continue
        with transaction.atomic():
            HostCertificate.objects.filter(pk=row.pk).update(warned_days=reached[-1])
            _warn(row, expires_at, now)
        warned += 1
    return warned


def _warn(row: HostCertificate, expires_at: datetime, now: datetime) -> None:
    domain = row.site.domain
    notice = CertificateEnding(
        host=row.host,
        expires_at=timezone.localtime(expires_at),
        days=max((expires_at - now).days, 0),
        link=f"{settings.FUMIBAKO.site_url}/admin/web/ssl/",
    )
    send(notice, to=f"administrator@{domain.name}", domain=domain)


def _issued(row: HostCertificate, names: Sequence[str], breathe: Breathe) -> Upload:
    """A certificate for these names and a new key, which is kept already. Raises what ordering.ordered raises,
    NotKept."""
    key = certificates.make_key(KeyKind.EC)
    request = certificates.signing_request(key, names, {})
    services.keep_key(row.site, key)
    words = _("The certificate authority is checking %(host)s …") % {"host": row.host}
    return read_upload(ordering.ordered(settings.FUMIBAKO, request, lambda: breathe(words)))


@contextmanager
def _noting(row: HostCertificate) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        services.note_failure(row, str(refusal))
        raise
