"""What a passing of a line leaves behind: mails, lock, publication (B8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.mail.disk_quota.models import DiskUse
from fumibako.chapters.mail.disk_quota.services import check, check_all
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.daemons.dovecot.control import Mailboxes
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B8")]


@pytest.fixture
def office() -> Office:
    return make("株式会社わたし", "ours.example")


def sent() -> list[str]:
    return list(OutgoingNotice.objects.order_by("pk").values_list("key", flat=True))


def test_a_line_is_noticed_at_once_and_what_passes_none_now_and_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = office.made.customer.contract.mail_disk_bytes
    holds = {"ours.example": limit // 2, "nobody.example": limit}
    monkeypatch.setattr(Mailboxes, "bytes_of_domains", lambda self: (holds, frozenset()))
    assert check_all() == 0
    first = DiskUse.objects.get()
    assert first.used_bytes == limit // 2
    holds["ours.example"] += 1
    assert check_all() == 0 and DiskUse.objects.get() == first and DiskUse.objects.get().used_bytes == limit // 2
    holds["ours.example"] = limit * 95 // 100
    assert check_all() == 1 and sent() == ["disk_almost_full"]
    DiskUse.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    holds["ours.example"] += 1
    assert check_all() == 0 and DiskUse.objects.get().used_bytes == holds["ours.example"]


def test_what_is_not_counted_yet_unlocks_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    customer, now = office.made.customer, timezone.now()
    limit = customer.contract.mail_disk_bytes
    check(customer, used=limit + 2, limit=limit, now=now)
    DiskUse.objects.update(over_for=timedelta(hours=24))
    check(customer, used=limit + 2, limit=limit, now=now)
    holds, uncounted = {"ours.example": 0}, {"ours.example"}
    monkeypatch.setattr(Mailboxes, "bytes_of_domains", lambda self: (holds, frozenset(uncounted)))
    assert check_all() == 0 and DiskUse.objects.get().is_locked
    uncounted.clear()
    assert check_all() == 1 and not DiskUse.objects.get().is_locked


def test_over_the_limit_for_a_day_the_domain_is_locked_told_and_published(office: Office) -> None:
    now, customer = timezone.now(), office.made.customer
    check(customer, used=101, limit=100, now=now)
    assert sent() == ["disk_almost_full"]
    DiskUse.objects.update(over_for=timedelta(hours=23, minutes=59))
    Publication.objects.all().delete()
    check(customer, used=101, limit=100, now=now + timedelta(minutes=1))
    office.made.domain.refresh_from_db()
    assert office.made.domain.is_locked
    assert Publication.objects.filter(aspect="domain", key="ours.example", outcome="pending").exists()
    assert Entry.objects.filter(action="disk.lock", customer_number=customer.number).exists()
    assert "受信を停止しました" in OutgoingNotice.objects.latest("pk").content or sent()[-1] == "disk_locked"
    check(customer, used=100, limit=100, now=now + timedelta(minutes=2))
    office.made.domain.refresh_from_db()
    assert not office.made.domain.is_locked
    assert sent() == ["disk_almost_full", "disk_locked", "disk_unlocked"]


@pytest.mark.parametrize(("used", "words"), [(79, ""), (80, "80％"), (90, "残りわずか"), (101, "上限を超えて")])
def test_the_administrator_menu_says_how_full_it_is(office: Office, used: int, words: str) -> None:
    limit = office.made.customer.contract.mail_disk_bytes
    check(office.made.customer, used=used * limit // 100, limit=limit, now=timezone.now())
    text = member(office.made.administrator).get("/admin/").content.decode()
    assert words in text
    assert ("80％" in text or "残りわずか" in text or "上限を超えて" in text) == bool(words)
