"""Installing, ordering and removing certificates (D11). Private keys pass through to the agent, which keeps them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.chapters.hosting.certificates import errors, rules
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.queries import (
    check_host,
    check_https,
    chosen_of,
    is_offered,
    is_ordering,
    known_keys,
    mail_hosts_of,
    row_of,
    shown,
)
from fumibako.chapters.hosting.certificates.rules import Upload
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import names_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import KeyKind
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

MAX_ORDERS = 20  # of a customer in a day: the authority counts them, for everybody here together


@dataclass(frozen=True)
class SigningRequest:
    """As PEM, and the name of its key, which the agent keeps."""

    text: str
    key: str
    kind: KeyKind


def make_signing_request(*, site: Site, host: str, kind: KeyKind, subject: Mapping[str, str]) -> SigningRequest:
    """With a new key, which takes a while: before the transaction. Raises NoSuchHost, BadSubject, BadCountry,
    NotKept."""
    check_host(site, host)
    checked = rules.check_subject(subject)
    key = certificates.make_key(kind)
    return SigningRequest(certificates.signing_request(key, names_of(site, host), checked), keep_key(site, key), kind)


def request_certificate(*, actor: Actor, site: Site, host: str, made: SigningRequest) -> HostCertificate:
    """What is installed stays. Raises NoSuchHost."""
    check_host(site, host)
    with transaction.atomic():
        row = _row(site, host)
        row.request, row.request_key = made.text, made.key
        row.save(update_fields=("request", "request_key"))
        _note(actor, "certificate.request", site, host, key=str(made.kind))
    return row


def install_certificate(*, actor: Actor, site: Site, host: str, upload: Upload) -> HostCertificate:
    """Serve the host with it from now on. Raises NoSuchHost, NotKept, and what rules.check_… raise."""
    check_host(site, host)
    rules.check_strength(upload.own)
    rules.check_dates(upload.own, timezone.now())
    rules.check_names(upload.own, names_of(site, host))
    rules.check_key(upload, known_keys(row_of(site, host)))
    rules.check_chain(upload.chain)
    if upload.key:
        keep_key(site, upload.key)
    with transaction.atomic():
        row = _row(site, host)
        row.is_automatic, row.trouble = False, ""
        _install(row, upload)
        _note(actor, "certificate.install", site, host, issuer=upload.own.issuer)
        publishing.request(Aspect.SITE, site.domain.name)
    return row


def install_issued(*, actor: Actor, site: Site, host: str, upload: Upload) -> HostCertificate:
    """The answer to an order, whose key is kept already. Raises WrongKey, WrongNames."""
    rules.check_names(upload.own, names_of(site, host))
    with transaction.atomic():
        row = _row(site, host)
        row.is_automatic, row.ordering_since, row.trouble = True, None, ""
        _install(row, upload)
        _note(actor, "certificate.issued", site, host, issuer=upload.own.issuer)
        publishing.request(Aspect.SITE, site.domain.name)
    return row


def set_redirect(*, actor: Actor, site: Site, host: str, redirects: bool) -> None:
    """Whether plain HTTP leads to HTTPS. Without that, browsers are not told to use HTTPS only. Raises
    NothingInstalled."""
    with transaction.atomic():
        row = _installed(site, host)
        row.redirects, row.hsts = redirects, row.hsts and redirects
        row.save(update_fields=("redirects", "hsts"))
        _note(actor, "certificate.redirect", site, host, redirects=redirects)
        publishing.request(Aspect.SITE, site.domain.name)


def set_hsts(*, actor: Actor, site: Site, host: str, is_on: bool) -> None:
    """Whether browsers are told to use HTTPS only. Raises NothingInstalled, HttpsNotReady."""
    with transaction.atomic():
        row = _installed(site, host)
        if is_on:
            check_https(shown(site, host, timezone.now()))
        row.hsts = is_on
        row.save(update_fields=("hsts",))
        _note(actor, "certificate.hsts", site, host, is_on=is_on)
        publishing.request(Aspect.SITE, site.domain.name)


def remove_certificate(*, actor: Actor, site: Site, host: str) -> None:
    """HTTPS ends for the host; its keys are forgotten. Raises NothingInstalled."""
    with transaction.atomic():
        _installed(site, host).delete()
        _note(actor, "certificate.remove", site, host)
        publishing.request(Aspect.SITE, site.domain.name)


def order_certificate(
    *, actor: Actor, site: Site, host: str, kind: JobKind, owner: str, names: Collection[str] | None = None
) -> Job:
    """Have a free certificate fetched for these of the host's names, and renewed for them from then on. names: None for
    those that were chosen before, at first all. Raises NoSuchHost, NoNameChosen, NotItsName, NoAuthority,
    OrderUnderWay, TooManyOrders."""
    check_host(site, host)
    chosen = None if names is None else rules.check_chosen(names, names_of(site, host))
    if not is_offered():
        raise errors.NoAuthority
    number = site.domain.customer.number
    with transaction.atomic():
        row = _row(site, host)
        if is_ordering(row, timezone.now()):
            raise errors.OrderUnderWay(host=host)
        _check_orders(site.domain.customer, kind)
        row.ordering_since, row.trouble = timezone.now(), ""
        if chosen is not None:
            row.names = list(chosen)
        row.save(update_fields=("ordering_since", "trouble", "names"))
        _note(actor, "certificate.order", site, host, names=", ".join(chosen_of(row, names_of(site, host))))
        return kind.enqueue(actor=actor, owner=owner, customer_number=number, domain=site.domain.name, host=host)


def forget_alias(domain: Domain) -> None:
    """The certificates of an alias domain's names go with it. Part of the transaction that removes it."""
    site = Site.objects.select_related("domain").filter(domain=domain.alias_of).first()
    if site is None:
        return
    hosts = [host for host, asked in mail_hosts_of(site).items() if asked == domain.name]
    deleted, _ = site.certificates.filter(host__in=hosts).delete()
    if deleted:
        publishing.request(Aspect.SITE, site.domain.name)


def forget_mail_name(row: HostCertificate) -> None:
    """It has expired and cannot be renewed, as the name leads elsewhere: what still comes is shown the box's own again.
    When the name leads here once more, it has another one."""
    with transaction.atomic():
        row.delete()
        publishing.request(Aspect.SITE, row.site.domain.name)


def _check_orders(customer: Customer, kind: JobKind) -> None:
    """Counted one after another. Raises TooManyOrders."""
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    since = timezone.now() - timedelta(days=1)
    if Job.objects.filter(kind=kind.name, customer_number=customer.number, created_at__gt=since).count() >= MAX_ORDERS:
        raise errors.TooManyOrders(most=MAX_ORDERS)


def note_failure(row: HostCertificate, message: str) -> None:
    """An order ended without a certificate; what is installed stays."""
    HostCertificate.objects.filter(pk=row.pk).update(ordering_since=None, trouble=message)


def keep_key(site: Site, key: str) -> str:
    """Return the key's name. Raises NotKept."""
    name = certificates.key_name(key)
    try:
        Sites(settings.FUMIBAKO).keep_key(site.domain.name, name, key)
    except (AgentDown, AgentRefused) as error:
        raise errors.NotKept from error
    return name


def forget_keys() -> int:
    """Delete the keys that no certificate and no signing request has needed for a day. An agent that is away is asked
    again tomorrow. Returns how many."""
    sites, deleted = Sites(settings.FUMIBAKO), 0
    for site in Site.objects.filter(created_at__lt=timezone.now() - timedelta(hours=1)).select_related("domain"):
        used: set[str] = set().union(*(known_keys(row) for row in site.certificates.all()))
        try:
            deleted += sites.forget_keys(site.domain.name, used)
        except (AgentDown, AgentRefused):
            continue
    return deleted


def _row(site: Site, host: str) -> HostCertificate:
    """Of this host, locked until the transaction ends."""
    Site.objects.select_for_update().get(pk=site.pk)
    row, _ = HostCertificate.objects.get_or_create(site=site, host=host)
    return row


def _installed(site: Site, host: str) -> HostCertificate:
    row = site.certificates.select_for_update().filter(host=host).exclude(pem="").first()
    if row is None:
        raise errors.NothingInstalled(host=host[:80])
    return row


def _install(row: HostCertificate, upload: Upload) -> None:
    if row.request_key == upload.own.key:
        row.request, row.request_key = "", ""
    row.pem, row.key, row.expires_at, row.warned_days = upload.pem, upload.own.key, upload.own.expires_at, None
    row.save()


def _note(actor: Actor, action: str, site: Site, host: str, **details: object) -> None:
    record(actor, action, host, customer_number=site.domain.customer.number, **details)
