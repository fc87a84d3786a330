"""Rows → wish: the key that a domain's mail is signed with, and how others' is judged."""

from fumibako.chapters.hosting.sender_domains.queries import settings_of, signing_key
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect, SenderAuthentication


def authentication_of(name: str) -> SenderAuthentication | None:
    domain = Domain.objects.filter(name=name).first()
    if domain is None:
        return None
    key = signing_key(domain)
    return SenderAuthentication(selector=key.selector if key else "", is_enforced=settings_of(domain).is_enforced)


PART = SnapshotPart(Aspect.DOMAIN, authentication_of)
