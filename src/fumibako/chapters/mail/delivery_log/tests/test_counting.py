"""For how many mails the spam engine need not be asked, and how often that would be wrong."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fumibako.chapters.mail.delivery_log.models import Delivery, Mail, SpamCount
from fumibako.chapters.mail.delivery_log.recording import record
from fumibako.machine.formats.filter_facts import FilterFacts
from fumibako.machine.formats.mail_log import Checked

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B5")]
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TARO, HANAKO = "taro@example.jp", "hanako@out.example"


def judged(number: int, score: float = 0.5, *, is_seen: bool = False, sender: str = HANAKO) -> None:
    mail = Mail.objects.create(queue_id=f"4Tq1aBcDe{number:03}", received_at=NOW, sender=sender)
    spam = "yes" if score >= 5 else "no"
    facts = FilterFacts(to=(TARO,), outcome="clean", spam=spam, score=score, threshold=5.0, is_seen=is_seen)
    record(NOW, Checked(mail.queue_id, facts))


def written(days_ago: int) -> None:
    at = NOW - timedelta(days=days_ago)
    mail = Mail.objects.create(queue_id=f"4Tq1aBcDw{days_ago:03}", received_at=at, account=TARO, sender=TARO)
    Delivery.objects.create(mail=mail, recipient=HANAKO, mailbox=HANAKO, domain="out.example", at=at)


def counted() -> tuple[int, int, int, int]:
    row = SpamCount.objects.get(domain="example.jp", day=NOW.date())
    return row.judged, row.seen, row.correspondents, row.wrong


def test_copies_are_counted_and_those_that_were_spam() -> None:
    judged(1)
    judged(2, is_seen=True)
    judged(3, 9.0, is_seen=True)
    assert counted() == (3, 2, 0, 1)


def test_whom_one_writes_to_on_two_days_and_who_sent_three_good_mails_is_known() -> None:
    written(1)
    written(3)
    for number in range(3):
        judged(number)
    assert counted() == (3, 0, 0, 0)
    judged(4)
    judged(5, 7.0)
    assert counted() == (5, 0, 2, 1)


def test_to_be_written_to_on_one_day_is_not_enough_and_nobody_is_known_by_no_sender() -> None:
    written(1)
    for number in range(5):
        judged(number)
    judged(6, sender="")
    assert counted() == (6, 0, 0, 0)


def test_what_was_not_judged_is_not_counted() -> None:
    mail = Mail.objects.create(queue_id="4Tq1aBcDe999", received_at=NOW)
    record(NOW, Checked(mail.queue_id, FilterFacts(to=(TARO,), outcome="clean")))
    assert not SpamCount.objects.exists()
