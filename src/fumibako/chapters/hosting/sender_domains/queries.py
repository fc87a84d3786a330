"""Looking at a domain's sender authentication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from fumibako.chapters.hosting.dns.standard import addresses
from fumibako.chapters.hosting.sender_domains.models import DkimKey, ReportLine, SenderReport, SenderSettings
from fumibako.chapters.hosting.sender_domains.records import Place, Standing, Wanted, shown, standing, wanted
from fumibako.groundwork.tenancy.models import Domain

KEPT = timedelta(days=7)  # mail that is under way longer is bounced

REPORTS_KEPT = timedelta(days=90)
MOST = 100  # of what a page of reports lists


@dataclass(frozen=True)
class Source:
    """Who sent in the domain's name. is_ours: it is this server."""

    address: str
    passed: int
    failed: int
    is_ours: bool

    @property
    def total(self) -> int:
        return self.passed + self.failed


@dataclass(frozen=True)
class Line:
    """One record on the page. found: what is there."""

    record: Wanted
    standing: Standing
    found: list[str]


def settings_of(domain: Domain) -> SenderSettings:
    """The domain's settings, or the defaults as a row that is not saved."""
    return SenderSettings.objects.filter(domain=domain).first() or SenderSettings(domain=domain)


def newest_key(domain: Domain) -> DkimKey | None:
    return DkimKey.objects.filter(domain=domain).first()


def signing_key(domain: Domain) -> DkimKey | None:
    """The key that signs now: the newest whose record is in the DNS."""
    return DkimKey.objects.filter(domain=domain, seen_at__isnull=False, retired_at__isnull=True).first()


def needed_keys(domain: Domain) -> Sequence[DkimKey]:
    """Whose records must be in the DNS: mail signed with one that was retired just now is still under way."""
    kept = timezone.now() - KEPT
    return [key for key in DkimKey.objects.filter(domain=domain) if key.retired_at is None or key.retired_at > kept]


def place_of(domain: Domain) -> Place:
    config = settings.FUMIBAKO
    return Place(
        domain=domain.name,
        hostname=config.hostname,
        addresses=addresses(config),
        mode=settings_of(domain).mta_sts,
        keys=[(key.selector, key.public_key) for key in needed_keys(domain)],
    )


def lines_of(domain: Domain) -> list[Line]:
    """Each record that the domain needs, with what the last check found."""
    place, row = place_of(domain), settings_of(domain)
    return [
        Line(record, standing(record, row.answers, row.spf, place), shown(record, row.answers))
        for record in wanted(place)
    ]


def reports_of(domain: Domain) -> Sequence[SenderReport]:
    """The newest."""
    return list(SenderReport.objects.filter(domain=domain)[:MOST])


def sources_of(domain: Domain) -> list[Source]:
    """Who sent in the domain's name, those first of whose mail most failed."""
    ours = {str(each) for each in addresses(settings.FUMIBAKO)}
    sums = (
        _lines(domain, SenderReport.Kind.DMARC)
        .values("source")
        .annotate(
            passed=Sum("count", filter=Q(result="pass"), default=0),
            failed=Sum("count", filter=Q(result="fail"), default=0),
        )
        .order_by("-failed", "-passed", "source")
    )
    return [Source(str(row["source"]), row["passed"], row["failed"], row["source"] in ours) for row in sums[:MOST]]


def connections_of(domain: Domain) -> list[tuple[str, int]]:
    """Encrypted deliveries by their result, "" first, which is the good one."""
    sums = _lines(domain, SenderReport.Kind.TLS).values("result").annotate(total=Sum("count")).order_by("result")
    return [(row["result"], row["total"]) for row in sums[:MOST]]


def _lines(domain: Domain, kind: str) -> QuerySet[ReportLine]:
    since = timezone.now() - REPORTS_KEPT
    return ReportLine.objects.filter(report__domain=domain, report__kind=kind, report__ends_at__gt=since)
