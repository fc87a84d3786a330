"""The summary mail of the spam folder (C6): when, what, once, and links that release nothing by themselves."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.mail.accounts.services import set_password, suspend_account
from fumibako.chapters.mail.spam_box import services
from fumibako.chapters.mail.spam_box.models import SummaryLink, SummaryMail
from fumibako.chapters.mail.spam_box.summary import due, send_one
from fumibako.chapters.mail.tests.links import mails, text_of
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.dovecot.control import Mailboxes, SpamMail
from fumibako.machine.provision.client import AgentDown
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, browser, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C6")]
MONDAY = datetime(2024, 4, 1, 9, 30, tzinfo=timezone.get_default_timezone())
BOX: list[SpamMail] = []
RELEASED: list[int] = []


@pytest.fixture(autouse=True)
def box(monkeypatch: pytest.MonkeyPatch) -> None:
    BOX.clear()
    RELEASED.clear()
    monkeypatch.setattr(Mailboxes, "spam", lambda self, address: (list(BOX), len(BOX)))
    monkeypatch.setattr(Mailboxes, "release_spam", lambda self, address, uids: RELEASED.extend(uids))


def spam(uid: int, received_at: datetime, subject: str = "儲かる話") -> SpamMail:
    return SpamMail(uid=uid, sender="x@out.example", subject=subject, score="9", received_at=received_at, bytes=99)


def row(office: Office, weekdays: str = "0123456", hour: int = 9) -> SummaryMail:
    looked_at = MONDAY - timedelta(days=1)
    return SummaryMail.objects.create(mailbox=office.user.mailbox, weekdays=weekdays, hour=hour, looked_at=looked_at)


@pytest.mark.parametrize(
    ("weekdays", "hour", "after", "is_due"),
    [
        *(("0", 9, timedelta(0), True), ("0", 10, timedelta(0), False), ("0", 10, timedelta(hours=1), True)),
        *(("1", 9, timedelta(0), False), ("1", 9, timedelta(days=1), True), ("06", 9, timedelta(days=1), False)),
    ],
)
def test_it_is_due_on_its_days_from_its_hour_on(
    ours: Office, weekdays: str, hour: int, after: timedelta, is_due: bool
) -> None:
    row(ours, weekdays, hour)
    assert due(MONDAY + after).exists() is is_due


def test_it_tells_what_came_since_the_last_one_and_once_a_day(ours: Office) -> None:
    summary = row(ours)
    BOX[:] = [spam(9, MONDAY - timedelta(hours=1)), spam(8, MONDAY - timedelta(days=2), "前の話")]
    assert send_one(summary, MONDAY)
    (mail,) = mails("spam_summary")
    assert mail.recipient == ours.user.mailbox.address
    text = text_of(mail)
    assert "儲かる話" in text and "前の話" not in text and re.search(r"/spam/\S+/\?uid=9", text)
    assert not due(MONDAY + timedelta(hours=2)).exists()
    assert not send_one(summary, MONDAY)  # another process that saw the same row
    assert len(mails("spam_summary")) == 1
    (again,) = due(MONDAY + timedelta(days=1))
    assert not send_one(again, MONDAY + timedelta(days=1))  # nothing new
    assert len(mails("spam_summary")) == 1


def test_a_mail_of_the_second_of_a_summary_is_in_the_next_one(ours: Office) -> None:
    summary, late = row(ours), MONDAY.replace(microsecond=700_000)
    BOX[:] = [spam(9, MONDAY)]
    assert not send_one(summary, late)
    summary.refresh_from_db()
    assert send_one(summary, late + timedelta(days=1))


def test_a_strangers_subject_stays_on_its_line(ours: Office) -> None:
    BOX[:] = [spam(9, MONDAY - timedelta(hours=1), "a\r\n\nhttps://evil.example\x1b[0m" + "b" * 500)]
    send_one(row(ours), MONDAY)
    lines = text_of(mails("spam_summary")[0]).splitlines()
    assert not any(line.startswith("https://evil") for line in lines)


def test_a_mailbox_that_is_away_stays_due(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: object) -> None:
        raise AgentDown("away")

    summary = row(ours)
    monkeypatch.setattr(Mailboxes, "spam", away)
    with pytest.raises(services.SpamBoxAway):
        send_one(summary, MONDAY)
    assert due(MONDAY).exists() and not mails("spam_summary")


def link_of(office: Office) -> str:
    """The path of the link of a summary that names the mails 9 and 10."""
    BOX[:] = [spam(9, MONDAY - timedelta(hours=1)), spam(10, MONDAY - timedelta(hours=2)), spam(3, MONDAY)]
    assert send_one(row(office), MONDAY)
    (link, *_) = re.findall(r"https://\S+?(/spam/\S+/\?uid=9)", text_of(mails("spam_summary")[-1]))
    return str(link)


def test_a_robot_that_opens_the_link_releases_nothing_and_whoever_presses_the_button_does(ours: Office) -> None:
    link = link_of(ours)
    page = browser().get(link).content.decode()
    assert 'value="9" checked' in page and 'value="10" checked' not in page and 'value="3"' not in page
    assert RELEASED == [] and not Entry.objects.filter(action="spam_box.release").exists()
    assert browser().post(link, {"uid": "9"}).status_code == 302
    assert RELEASED == [9]
    assert Entry.objects.get(action="spam_box.release").subject == ours.user.mailbox.address


def test_a_link_releases_mails_of_its_summary_only(ours: Office) -> None:
    link = link_of(ours)
    browser().post(link, {"uid": ["3", "10", "x", "-1"]})
    assert RELEASED == [10]


def test_a_post_of_another_site_releases_nothing(ours: Office) -> None:
    assert browser(checks_tokens=True).post(link_of(ours), {"uid": "9"}).status_code == 403
    assert RELEASED == []


@pytest.mark.parametrize("end", ["week", "password", "suspended", "guess"])
def test_a_link_ends(ours: Office, end: str) -> None:
    link, mailbox = link_of(ours), ours.user.mailbox
    match end:
        case "week":
            SummaryLink.objects.update(expires_at=timezone.now())
        case "password":
            set_password(actor=PERSON, mailbox=mailbox, password="Kaban-to-kasa-77")
        case "suspended":
            suspend_account(actor=PERSON, mailbox=mailbox)
        case "guess":
            link = "/spam/" + "A" * 32 + "/"
    assert browser().get(link).status_code == 410
    assert browser().post(link, {"uid": "9"}).status_code == 410
    assert RELEASED == []


def test_it_is_set_by_the_user_and_begins_with_what_comes_from_then_on(ours: Office) -> None:
    client, page = member(ours.user), "/user/spam-box/summary/"
    assert client.post(page, {"often": "chosen", "hour": "9"}).status_code == 422
    client.post(page, {"often": "chosen", "weekdays": ["4", "0"], "hour": "23"})
    summary = SummaryMail.objects.get(mailbox=ours.user.mailbox)
    assert (summary.weekdays, summary.hour) == ("04", 23)
    assert timezone.now() - summary.looked_at < timedelta(minutes=5)
    client.post(page, {"often": "daily", "hour": "0"})
    summary.refresh_from_db()
    assert (summary.weekdays, summary.hour) == ("0123456", 0)
    client.post(page, {"often": "off", "hour": "9"})
    assert not SummaryMail.objects.exists()


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_there_is_not_is_refused(ours: Office, hour: int) -> None:
    with pytest.raises(services.BadHour):
        services.set_summary_mail(actor=PERSON, mailbox=ours.user.mailbox, weekdays=[0], hour=hour)
