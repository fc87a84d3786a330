"""Rows → wish: the certificates of a site (D11)."""

from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.queries import chain_of, mail_hosts_of
from fumibako.chapters.hosting.sites.queries import hosts_of, names_of
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect, Certificates, SiteCertificate


def certificates_of(domain: str) -> Certificates | None:
    rows = HostCertificate.objects.filter(site__domain__name=domain).exclude(pem="").order_by("host")
    found = tuple((row.host, _certificate(row)) for row in rows.select_related("site__domain") if _is_served(row))
    return Certificates(hosts=found) if found else None


def _is_served(row: HostCertificate) -> bool:
    return row.host in (*hosts_of(row.site), *mail_hosts_of(row.site))


def _certificate(row: HostCertificate) -> SiteCertificate:
    own = chain_of(row)[0]
    names = tuple(name for name in names_of(row.site, row.host) if own.covers(name))
    return SiteCertificate(names=names, pem=row.pem, key=row.key, redirects=row.redirects, hsts=row.hsts)


PART = SnapshotPart(Aspect.SITE, certificates_of)
