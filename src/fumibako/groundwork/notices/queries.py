"""Looking at wordings, and at mails that did not go out."""

from django.db.models import F, Q, QuerySet

from fumibako.groundwork.notices.models import NoticeOverride, OutgoingNotice
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import NoticeText


def wordings_of(key: str, domain: Domain | None) -> list[NoticeText]:
    """The domain's own wordings, then the operator's; where there is none, the product's own holds."""
    rows = NoticeOverride.objects.filter(Q(domain=domain) | Q(domain__isnull=True), key=key)
    return [row.text for row in rows.order_by(F("domain").asc(nulls_last=True), "language")]


def operators_wordings() -> dict[tuple[str, str], NoticeText]:
    """By key and language."""
    return {(row.key, row.language): row.text for row in NoticeOverride.objects.filter(domain__isnull=True)}


def failed() -> QuerySet[OutgoingNotice]:
    """Mails that were refused, or could not be handed over while they were of use; the latest first."""
    outcomes = (OutgoingNotice.Outcome.REFUSED, OutgoingNotice.Outcome.EXPIRED)
    return OutgoingNotice.objects.filter(outcome__in=outcomes).order_by("-settled_at", "-pk")
