"""Looking at wordings, and at mails that did not go out."""

from django.db.models import F, Q, QuerySet

from fumibako.groundwork.notices.models import NoticeOverride, OutgoingNotice
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import NoticeText


def wording_of(key: str, domain: Domain | None) -> NoticeText | None:
    """The domain's own wording, or else the operator's; None where the product's own holds."""
    rows = NoticeOverride.objects.filter(Q(domain=domain) | Q(domain__isnull=True), key=key)
    row = rows.order_by(F("domain").asc(nulls_last=True)).first()
    return NoticeText(subject=row.subject, body=row.body) if row else None


def failed() -> QuerySet[OutgoingNotice]:
    """Mails that were refused, or could not be handed over while they were of use; the latest first."""
    outcomes = (OutgoingNotice.Outcome.REFUSED, OutgoingNotice.Outcome.EXPIRED)
    return OutgoingNotice.objects.filter(outcome__in=outcomes).order_by("-settled_at", "-pk")
