"""Certificates for programs. Each function raises what its service raises."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.chapters.hosting.certificates import queries, services
from fumibako.chapters.hosting.certificates.jobs import order_certificate
from fumibako.chapters.hosting.certificates.leading import LOOK_SECONDS, Leading
from fumibako.chapters.hosting.certificates.queries import Shown
from fumibako.chapters.hosting.certificates.rules import SUBJECT, check_kind, read_upload
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect


class CertificateFacts(Facts):
    """names: what the host is called; chosen: those that a free certificate is ordered and renewed for; covered: those
    that the certificate is for, none without one."""

    host: str
    names: list[str]
    chosen: list[str]
    covered: list[str]
    subject: str = ""
    issuer: str = ""
    starts_at: datetime | None = None
    expires_at: datetime | None = None
    is_trusted: bool = False
    is_automatic: bool = False
    redirects: bool = False
    hsts: bool = False


class CertificateWithPem(CertificateFacts):
    """certificate: with its chain. request: a signing request that waits for its certificate. The private key is never
    shown. is_ordering: a free one is being fetched; trouble: why the last one could not be had."""

    certificate: str
    request: str
    is_ordering: bool
    trouble: str


class NameFacts(Facts):
    """place: here, elsewhere, nowhere or unknown, as the DNS says. addresses: those that are not this server's."""

    name: str
    is_chosen: bool
    place: str
    addresses: list[str]


class SettledCertificate(CertificateFacts):
    publication: Publication


class NewCertificate(Given):
    """In PEM. key: only of a certificate that was not asked for here."""

    certificate: Text
    chain: Text = ""
    key: Text = ""


class NewRequest(Given):
    """kind: of the key, rsa or ec. The rest is for certificates that show the company (OV, EV)."""

    kind: Text = "rsa"
    organization: Text = ""
    locality: Text = ""
    state: Text = ""
    country: Text = ""


class Order(Given):
    """names: of the host's; left out or null: those that were chosen before, at first all."""

    names: list[Text] | None = None


class CertificateChange(Given):
    """What is left out stays as it is. redirects: plain HTTP leads to HTTPS. hsts: browsers are told to use HTTPS
    only."""

    redirects: bool | None = None
    hsts: bool | None = None


def listed(request: ProgramRequest) -> list[CertificateFacts]:
    """HTTPS of every host of every site."""
    sites = Site.objects.select_related("domain").filter(domain__in=request.caller.domains).order_by("domain__name")
    return [_facts(shown) for site in sites for shown in queries.every_shown(site, timezone.now())]


def show(request: ProgramRequest, host: Text) -> CertificateWithPem:
    """The certificate of a host."""
    return _whole(_site(request, host), host)


def names(request: ProgramRequest, host: Text) -> list[NameFacts]:
    """The names of a host, and where they lead."""
    shown, leading = queries.shown(_site(request, host), host, timezone.now()), Leading(settings.FUMIBAKO, LOOK_SECONDS)
    return [
        NameFacts(
            name=led.name, is_chosen=led.name in shown.chosen, place=str(led.place), addresses=list(led.addresses)
        )
        for led in map(leading.led, shown.names)
    ]


def ask(request: ProgramRequest, host: Text, given: NewRequest) -> CertificateWithPem:
    """Make a private key, which stays on the server, and a signing request for it."""
    site, kind = _site(request, host), check_kind(given.kind)
    subject = {part: getattr(given, part) for part in SUBJECT}
    made = services.make_signing_request(site=site, host=host, kind=kind, subject=subject)
    services.request_certificate(actor=request.caller.actor, site=site, host=host, made=made)
    return _whole(site, host)


def order(request: ProgramRequest, host: Text, given: Order) -> CertificateWithPem:
    """Order a free certificate; it is fetched within a minute or two, and renewed by itself."""
    site, caller = _site(request, host), request.caller
    services.order_certificate(
        actor=caller.actor, site=site, host=host, kind=order_certificate, owner=caller.owner, names=given.names
    )
    return _whole(site, host)


def install(request: ProgramRequest, host: Text, given: NewCertificate) -> SettledCertificate:
    """Install a certificate for a host."""
    site = _site(request, host)
    upload = read_upload(given.certificate, given.chain, given.key)
    services.install_certificate(actor=request.caller.actor, site=site, host=host, upload=upload)
    return _settled(site, host)


def change(request: ProgramRequest, host: Text, given: CertificateChange) -> SettledCertificate:
    """Lead HTTP to HTTPS, have browsers use HTTPS only, or end that."""
    site = _site(request, host)
    with transaction.atomic():
        if given.redirects is not None:
            services.set_redirect(actor=request.caller.actor, site=site, host=host, redirects=given.redirects)
        if given.hsts is not None:
            services.set_hsts(actor=request.caller.actor, site=site, host=host, is_on=given.hsts)
    return _settled(site, host)


def remove(request: ProgramRequest, host: Text) -> SettledCertificate:
    """Remove the certificate of a host, and its private key."""
    site = _site(request, host)
    services.remove_certificate(actor=request.caller.actor, site=site, host=host)
    return _settled(site, host)


def _settled(site: Site, host: str) -> SettledCertificate:
    publication = wait_until_settled(Aspect.SITE, site.domain.name)
    facts = _facts(queries.shown(site, host, timezone.now()))
    return SettledCertificate(**facts.model_dump(), publication=publication)


def _whole(site: Site, host: str) -> CertificateWithPem:
    shown = queries.shown(site, host, timezone.now())
    pem, waiting, trouble = (shown.row.pem, shown.row.request, shown.row.trouble) if shown.row else ("", "", "")
    return CertificateWithPem(
        **_facts(shown).model_dump(),
        certificate=pem,
        request=waiting,
        is_ordering=shown.is_ordering,
        trouble=trouble,
    )


def _site(request: ProgramRequest, host: str) -> Site:
    """Raises NoSuchHost."""
    return queries.site_at(host, list(request.caller.domains))


def _facts(shown: Shown) -> CertificateFacts:
    facts = CertificateFacts(
        host=shown.host, names=list(shown.names), chosen=list(shown.chosen), covered=list(shown.covered)
    )
    if shown.row:
        facts.is_automatic, facts.redirects, facts.hsts = shown.row.is_automatic, shown.row.redirects, shown.row.hsts
    if shown.own:
        facts.subject, facts.issuer, facts.is_trusted = shown.own.subject, shown.own.issuer, shown.is_trusted
        facts.starts_at, facts.expires_at = shown.own.starts_at, shown.own.expires_at
    return facts
