"""Certificates for programs. Each function raises what its service raises."""

from datetime import datetime

from django.utils import timezone

from fumibako.chapters.hosting.certificates import queries, services
from fumibako.chapters.hosting.certificates.queries import Shown
from fumibako.chapters.hosting.certificates.rules import read_upload
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect


class CertificateFacts(Facts):
    """names: what the host is called; covered: those that the certificate is for, none without one."""

    host: str
    names: list[str]
    covered: list[str]
    subject: str = ""
    issuer: str = ""
    starts_at: datetime | None = None
    expires_at: datetime | None = None
    is_trusted: bool = False
    is_automatic: bool = False
    redirects: bool = False


class CertificateWithPem(CertificateFacts):
    """certificate: with its chain. request: a signing request that waits for its certificate. The private key is never
    shown."""

    certificate: str
    request: str


class SettledCertificate(CertificateFacts):
    publication: Publication


class NewCertificate(Given):
    """In PEM. key: only of a certificate that was not asked for here."""

    certificate: Text
    chain: Text = ""
    key: Text = ""


def listed(request: ProgramRequest) -> list[CertificateFacts]:
    """HTTPS of every host of every site."""
    sites = Site.objects.select_related("domain").filter(domain__in=request.caller.domains).order_by("domain__name")
    return [_facts(shown) for site in sites for shown in queries.every_shown(site, timezone.now())]


def show(request: ProgramRequest, host: Text) -> CertificateWithPem:
    """The certificate of a host."""
    shown = queries.shown(_site(request, host), host, timezone.now())
    pem, waiting = (shown.row.pem, shown.row.request) if shown.row else ("", "")
    return CertificateWithPem(**_facts(shown).model_dump(), certificate=pem, request=waiting)


def install(request: ProgramRequest, host: Text, given: NewCertificate) -> SettledCertificate:
    """Install a certificate for a host."""
    site = _site(request, host)
    upload = read_upload(given.certificate, given.chain, given.key)
    services.install_certificate(actor=request.caller.actor, site=site, host=host, upload=upload)
    publication = wait_until_settled(Aspect.SITE, site.domain.name)
    facts = _facts(queries.shown(site, host, timezone.now()))
    return SettledCertificate(**facts.model_dump(), publication=publication)


def _site(request: ProgramRequest, host: str) -> Site:
    """Raises NoSuchHost."""
    return queries.site_at(host, list(request.caller.domains))


def _facts(shown: Shown) -> CertificateFacts:
    facts = CertificateFacts(host=shown.host, names=list(shown.names), covered=list(shown.covered))
    if shown.row:
        facts.is_automatic, facts.redirects = shown.row.is_automatic, shown.row.redirects
    if shown.own:
        facts.subject, facts.issuer, facts.is_trusted = shown.own.subject, shown.own.issuer, shown.is_trusted
        facts.starts_at, facts.expires_at = shown.own.starts_at, shown.own.expires_at
    return facts
