"""The summary mail of the spam folder (C6): what came since the last one, with links that release it.

A link shows a page, with the mail ticked, without a login; releasing is its button (links.py).
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.mail.spam_box.links import issue_summary_link
from fumibako.chapters.mail.spam_box.models import SummaryMail
from fumibako.chapters.mail.spam_box.services import SpamBoxAway, spam_mails
from fumibako.groundwork.notices.services import send
from fumibako.machine.daemons.dovecot.control import SpamMail
from fumibako.machine.notices.catalogue import SpamSummary

log = logging.getLogger("fumibako.spam_box")
MAX, WIDTH = 50, 100


def due(now: datetime) -> QuerySet[SummaryMail]:
    """Those whose hour of today has come and that are not done for today. now: in the box's time zone."""
    chosen = SummaryMail.objects.filter(weekdays__contains=str(now.weekday()), hour__lte=now.hour)
    return chosen.filter(Q(done_on__isnull=True) | Q(done_on__lt=now.date())).order_by("pk")


def send_all(tell: Callable[[str], None]) -> int:
    """Send each summary that is due; a mailbox that cannot be read now stays due. tell: called with each address before
    it is its turn. Returns how many were sent."""
    now, sent = timezone.localtime(), 0
    for row in list(due(now).select_related("mailbox__domain")):
        tell(row.mailbox.address)
        try:
            sent += send_one(row, now)
        except SpamBoxAway as error:
            log.warning("no summary for %s now: %s", row.mailbox.address, error.__cause__)
    return sent


def send_one(row: SummaryMail, now: datetime) -> bool:
    """Mail and row are one transaction. Returns whether there was anything to tell. Raises SpamBoxAway."""
    now = now.replace(microsecond=0)  # as the times of mails: none falls between two summaries
    found, _number = spam_mails(row.mailbox)
    new = [mail for mail in found if row.looked_at <= mail.received_at < now]
    with transaction.atomic():
        # Of two processes that saw the same row, the first moves it.
        same = SummaryMail.objects.filter(pk=row.pk, looked_at=row.looked_at, done_on=row.done_on)
        if not same.update(looked_at=now, done_on=now.date()) or not new:
            return False
        notice = SpamSummary(
            address=row.mailbox.address,
            number=len(new),
            since=timezone.localtime(row.looked_at),
            mails=lines_of(new, issue_summary_link(row.mailbox, [mail.uid for mail in new[:MAX]])),
            link=settings.FUMIBAKO.site_url + reverse("usermenu:spam_box"),
        )
        send(notice, to=row.mailbox.address, domain=row.mailbox.domain)
    return True


def lines_of(mails: Sequence[SpamMail], link: str) -> tuple[str, ...]:
    """link: of this summary."""
    lines: list[str] = []
    for mail in mails[:MAX]:
        received = timezone.localtime(mail.received_at)
        lines += [f"{received:%Y/%m/%d %H:%M}  {_one_line(mail.sender)}", _one_line(mail.subject) or "–"]
        lines += [f"{link}?uid={mail.uid}", ""]
    return tuple(lines[:-1])


def _one_line(text: str) -> str:
    """Without line ends and control characters, which a stranger wrote."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:WIDTH]
