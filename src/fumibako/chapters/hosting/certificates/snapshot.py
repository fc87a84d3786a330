"""Rows → wish: the certificates of a site (D11)."""

from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.queries import chain_of, mail_hosts_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import hosts_of, names_of
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, Certificates, SiteCertificate


def certificates_of(domain: str) -> Certificates | None:
    site = Site.objects.select_related("domain").filter(domain__name=domain).first()
    if site is None:
        return None
    hosts, asked = hosts_of(site), mail_hosts_of(site)
    rows = site.certificates.exclude(pem="").filter(host__in=(*hosts, *asked)).order_by("host")
    found = tuple((row.host, _certificate(site, row, asked.get(row.host, ""))) for row in rows)
    return Certificates(hosts=found) if found else None


def _certificate(site: Site, row: HostCertificate, mail_domain: str) -> SiteCertificate:
    own = chain_of(row)[0]
    return SiteCertificate(
        names=tuple(name for name in names_of(site, row.host) if own.covers(name)),
        pem=row.pem,
        key=row.key,
        redirects=row.redirects,
        hsts=row.hsts,
        mail_domain=mail_domain,
    )


PART = SnapshotPart(Aspect.SITE, certificates_of)
