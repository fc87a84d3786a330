"""Looking at the certificates of a site (D11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import F, Q, QuerySet

from fumibako.chapters.hosting.certificates import errors
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import hosts_of, names_of
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import Certificate
from fumibako.machine.state.web.certificates import MAIL_LABELS

WARNING_DAYS = (21, 7, 0)
RENEWED_BEFORE = timedelta(days=30)
ORDER_SECONDS = 600


@dataclass(frozen=True)
class Shown:
    """HTTPS at one host, as people see it. own: None without a certificate. covered: the names that it is for.
    days: until it expires, less than 0 afterwards. chosen: the names that a free one is ordered for."""

    host: str
    names: tuple[str, ...]
    chosen: tuple[str, ...]
    row: HostCertificate | None = None
    own: Certificate | None = None
    covered: tuple[str, ...] = ()
    days: int = 0
    is_trusted: bool = False
    is_ordering: bool = False

    @property
    def uncovered(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in self.covered)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Chosen names that the free one could not be had for."""
        is_free = self.own is not None and self.row is not None and self.row.is_automatic and not self.is_ordering
        return tuple(name for name in self.chosen if name not in self.covered) if is_free else ()

    @property
    def is_ending(self) -> bool:
        return self.own is not None and 0 <= self.days < WARNING_DAYS[0]


def shown(site: Site, host: str, now: datetime) -> Shown:
    """Raises NoSuchHost."""
    check_host(site, host)
    row, names = row_of(site, host), names_of(site, host)
    chosen = chosen_of(row, names)
    if row is None or not row.pem:
        return Shown(host, names, chosen, row, is_ordering=is_ordering(row, now))
    chain = chain_of(row)
    covered = tuple(name for name in names if chain[0].covers(name))
    return Shown(
        host=host,
        names=names,
        chosen=chosen,
        row=row,
        own=chain[0],
        covered=covered,
        days=(chain[0].expires_at - now).days,
        is_trusted=bool(covered) and certificates.is_trusted(chain, covered[0], now),
        is_ordering=is_ordering(row, now),
    )


def every_shown(site: Site, now: datetime) -> list[Shown]:
    return [shown(site, host, now) for host in hosts_of(site)]


def check_host(site: Site, host: str) -> None:
    """Raises NoSuchHost."""
    if host not in hosts_of(site):
        raise errors.NoSuchHost(host=host[:80])


def check_https(shown: Shown) -> None:
    """Whether visitors who come by HTTPS only lose nothing. Raises HttpsNotReady."""
    is_led = shown.row is not None and shown.row.redirects
    if not is_led or not shown.is_trusted or shown.uncovered or shown.days < 0:
        raise errors.HttpsNotReady


def row_of(site: Site, host: str) -> HostCertificate | None:
    return site.certificates.filter(host=host).first()


def chosen_of(row: HostCertificate | None, names: Sequence[str]) -> tuple[str, ...]:
    """Which of the host's names a free certificate is for."""
    return tuple(name for name in names if row and name in row.names) or tuple(names)


def chain_of(row: HostCertificate) -> tuple[Certificate, ...]:
    """Its own certificate first."""
    return tuple(map(certificates.read_certificate, certificates.pasted(row.pem).certificates))


def known_keys(row: HostCertificate | None) -> set[str]:
    return {name for name in (row.key, row.request_key) if name} if row else set()


def is_ordering(row: HostCertificate | None, now: datetime) -> bool:
    """An order that has not ended for so long will never do."""
    since = row.ordering_since if row else None
    return since is not None and now - since < timedelta(seconds=ORDER_SECONDS)


def is_offered() -> bool:
    """Whether the operator has named an authority for free certificates."""
    return bool(settings.FUMIBAKO.settings.web.acme_directory)


def mail_hosts_of(site: Site) -> dict[str, str]:
    """The names at which mail programs and mail servers ask the portal about the site's domain and about its aliases,
    and the domain that each is about."""
    domains = (site.domain.name, *site.domain.aliases.values_list("name", flat=True))
    return {f"{label}.{domain}": domain for domain in domains for label in MAIL_LABELS}


def of_websites() -> QuerySet[HostCertificate]:
    """Without those of mail names, which come and go by themselves."""
    is_mail_name = reduce(or_, (Q(host__startswith=f"{label}.") for label in MAIL_LABELS))
    return HostCertificate.objects.filter(~is_mail_name | Q(host=F("site__domain__name")))


def site_at(host: str, domains: Collection[Domain]) -> Site:
    """The site of one of these domains that has the host. Raises NoSuchHost."""
    owners = [domain.pk for domain in domains if host == domain.name or host.endswith(f".{domain.name}")]
    for site in Site.objects.select_related("domain__customer").filter(domain__in=owners):
        if host in hosts_of(site):
            return site
    raise errors.NoSuchHost(host=host[:80])


def is_redirected(site: Site) -> bool:
    """Whether HTTP at the domain itself is led to HTTPS."""
    row = row_of(site, site.domain.name)
    return row is not None and row.redirects and bool(row.pem)
