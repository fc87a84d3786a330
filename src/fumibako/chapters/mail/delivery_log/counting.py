"""How many mails the spam engine need not have been asked about, and how often that would have been wrong: counted
before anything is left out (docs/decisions/0148)."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from fumibako.chapters.mail.delivery_log.models import Delivery, Mail, SpamCount

KEPT_DAYS = 90
GOOD_POINTS, GOOD_MAILS, WRITTEN_DAYS = 2.0, 3, 2


def count(delivery: Delivery, at: datetime, *, is_seen: bool) -> None:
    """One judged mail for one recipient. Inside a transaction."""
    if delivery.score is None or delivery.threshold is None:
        return
    is_known = not is_seen and _is_correspondent(delivery, at)
    is_wrong = (is_seen or is_known) and delivery.score >= delivery.threshold
    row, _ = SpamCount.objects.get_or_create(domain=delivery.domain, day=timezone.localdate(at))
    SpamCount.objects.filter(pk=row.pk).update(
        judged=F("judged") + 1,
        seen=F("seen") + int(is_seen),
        correspondents=F("correspondents") + int(is_known),
        wrong=F("wrong") + int(is_wrong),
    )


def _is_correspondent(delivery: Delivery, at: datetime) -> bool:
    """Somebody to whom the recipient wrote on two days, and whose mails were good. To be written to once is not enough:
    auto-replies and forms do that."""
    sender, since = delivery.mail.sender, at - timedelta(days=KEPT_DAYS)
    if not sender:
        return False
    written = Mail.objects.filter(account=delivery.mailbox, received_at__gt=since, deliveries__recipient=sender)
    if len({timezone.localdate(day) for day in written.values_list("received_at", flat=True)[:200]}) < WRITTEN_DAYS:
        return False
    good = Delivery.objects.filter(mailbox=delivery.mailbox, at__gt=since, mail__sender=sender, score__lt=GOOD_POINTS)
    return good.exclude(pk=delivery.pk)[:GOOD_MAILS].count() >= GOOD_MAILS
