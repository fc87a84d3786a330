"""Rows → wish: the DNS records of one domain."""

from django.conf import settings

from fumibako.chapters.hosting.dns.queries import content_of, is_signed, secondaries_of, versions_of
from fumibako.chapters.hosting.dns.standard import name_servers
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect
from fumibako.machine.state.web.zone import Zone, ZoneRecord


def zone_of(name: str) -> Zone | None:
    domain = Domain.objects.filter(name=name).first()
    if domain is None:
        return None
    newest = versions_of(domain).first()
    config = settings.FUMIBAKO
    records = sorted(ZoneRecord(r.name, r.type, r.ttl, r.value) for r in content_of(newest).published())
    return Zone(
        domain=name,
        primary=name_servers(config)[0],
        contact=f"hostmaster.{config.hostname}",
        serial=int((newest.made_at if newest else domain.created_at).timestamp()),
        records=tuple(records),
        is_signed=is_signed(domain),
        secondaries=tuple(secondaries_of(domain)),
    )


PART = SnapshotPart(Aspect.ZONE, zone_of)
