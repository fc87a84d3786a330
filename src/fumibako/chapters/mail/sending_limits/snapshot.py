"""Rows → wish: a domain's sending limits."""

from fumibako.chapters.mail.sending_limits.queries import common_limit, own_limits
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect, Limit, SendingLimits


def limits_of(name: str) -> SendingLimits | None:
    domain = Domain.objects.filter(name=name).first()
    if domain is None:
        return None
    common = common_limit(domain)
    return SendingLimits(
        common=Limit(per_hour=common.per_hour, per_day=common.per_day),
        accounts=tuple(
            (own.mailbox.address, Limit(per_hour=own.per_hour, per_day=own.per_day)) for own in own_limits(domain)
        ),
    )


PART = SnapshotPart(Aspect.DOMAIN, limits_of)
