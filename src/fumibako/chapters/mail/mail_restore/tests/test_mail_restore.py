"""Which copies are whose, and that a copy brings back exactly what was there (B17). Without Dovecot: its own part is in
tests/journeys/test_mailstore.py."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from fumibako.chapters.mail.accounts.services import delete_account
from fumibako.chapters.mail.mail_restore import errors, jobs, queries, services
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.models import Job
from fumibako.machine.daemons.dovecot import copying
from fumibako.machine.daemons.dovecot.control import CopiedFolder, LostMail, Mailboxes
from fumibako.processes.background.working import Workbench
from tests.contracts.people import Office, make, member

pytestmark = pytest.mark.feature("B17")


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, today: date) -> Office:
    """Copies of the last twenty days of suzuki, whose account is five days old in a domain of ten."""
    made = make("株式会社復元", "restore.example")
    copied = {"suzuki": [today - timedelta(days=back) for back in range(20)]}
    monkeypatch.setattr(Mailboxes, "copied_days", lambda self, domain: copied)
    monkeypatch.setattr(Mailboxes, "copied_folders", lambda self, address, day: [CopiedFolder("INBOX", 3, 1)])
    made.made.domain.created_at = timezone.now() - timedelta(days=10)
    made.made.domain.save()
    made.user.mailbox.created_at = timezone.now() - timedelta(days=5)
    made.user.mailbox.save()
    made.user.mailbox.refresh_from_db()
    return made


@pytest.mark.django_db
def test_a_user_sees_nothing_from_before_the_account_and_an_administrator_nothing_from_before_the_domain(
    office: Office, today: date
) -> None:
    mailbox = office.user.mailbox
    assert queries.days_of(mailbox, is_own=True) == [today - timedelta(days=back) for back in range(6)]
    assert queries.days_of(mailbox, is_own=False) == [today - timedelta(days=back) for back in range(11)]
    mailbox.created_at -= timedelta(days=30)
    assert queries.days_of(mailbox, is_own=True)[-1] == today - timedelta(days=queries.USER_DAYS)


@pytest.mark.django_db
def test_what_is_asked_for_becomes_a_job_and_another_day_does_not(office: Office, today: date) -> None:
    asked = {"actor": SYSTEM, "mailbox": office.user.mailbox, "owner": "", "is_own": True}
    services.restore_mail(day=today, folders=None, **asked)  # type: ignore[arg-type]
    assert Job.objects.get().arguments["folders"] == ["INBOX"]
    with pytest.raises(errors.NoCopy):
        services.restore_mail(day=today - timedelta(days=9), folders=None, **asked)  # type: ignore[arg-type]
    with pytest.raises(errors.NoFolder):
        services.restore_mail(day=today, folders=["Elsewhere"], **asked)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_account_that_is_gone_is_shown_to_its_administrator(office: Office, today: date) -> None:
    assert queries.gone_accounts(office.made.domain) == []
    delete_account(actor=SYSTEM, mailbox=office.user.mailbox)
    assert queries.gone_accounts(office.made.domain) == [("suzuki@restore.example", today)]
    page = member(office.made.administrator).get("/admin/restore/")
    assert "suzuki@restore.example" in page.content.decode()


@pytest.mark.django_db
def test_the_page_without_a_folder_says_so_and_a_nonsense_day_is_nowhere(office: Office, today: date) -> None:
    client = member(office.user)
    assert client.post(f"/user/restore/?day={today}", {}).status_code == 422
    assert client.post(f"/user/restore/?day={today}", {"folders": "INBOX"}).status_code == 302
    assert client.get("/user/restore/?day=yesterday").status_code == 404
    assert client.get("/user/restore/?day=2020-01-01").status_code == 422


def folder(store: Path, name: str = "INBOX") -> Path:
    made = store / "a.example" / "taro" / "mail" / "mailboxes" / name / "dbox-Mails"
    made.mkdir(parents=True, exist_ok=True)
    return made


def test_a_copy_keeps_a_deleted_mail_and_costs_only_what_changes(tmp_path: Path) -> None:
    inbox = folder(tmp_path)
    (inbox / "u.1").write_bytes(b"m" * 100_000)
    (inbox / "dovecot.index.log").write_bytes(b"flags")
    (inbox / "dovecot.index.cache").write_bytes(b"c" * 5000)
    assert copying.copy_domain(tmp_path, "a.example", "2026-11-27") == {"number": 1, "bytes": 5}
    assert copying.copy_domain(tmp_path, "a.example", "2026-11-27") == {"number": 0, "bytes": 0}
    assert copying.copy_domain(tmp_path, "a.example", "2026-11-28") == {"number": 1, "bytes": 0}
    (inbox / "u.1").unlink()
    with (inbox / "dovecot.index.log").open("ab") as log:
        log.write(b", more")
    copied = tmp_path / copying.COPIES / "a.example/taro/2026-11-27/mailboxes/INBOX/dbox-Mails"
    assert (copied / "u.1").read_bytes() == b"m" * 100_000
    assert (copied / "dovecot.index.log").read_bytes() == b"flags"
    assert not (copied / "dovecot.index.cache").exists()
    assert copying.days(tmp_path, "a.example") == {"taro": ["2026-11-27", "2026-11-28"]}


def test_what_is_opened_is_another_one_than_the_copy_and_old_copies_go(tmp_path: Path) -> None:
    (folder(tmp_path) / "dovecot.index.log").write_bytes(b"flags")
    for day in ("2026-11-20", "2026-11-27"):
        copying.copy_domain(tmp_path, "a.example", day)
    opened = Path(str(copying.open_copy(tmp_path, "a.example", "taro", "2026-11-27")["path"]))
    assert copying.open_copy(tmp_path, "a.example", "taro", "2026-11-27")["path"] == str(opened)
    (opened / "mailboxes/INBOX/dbox-Mails/dovecot.index.log").write_bytes(b"changed")
    copied = tmp_path / copying.COPIES / "a.example/taro/2026-11-27/mailboxes/INBOX/dbox-Mails/dovecot.index.log"
    assert copied.read_bytes() == b"flags"
    assert copying.forget(tmp_path, "2026-11-27") == {"number": 1}
    assert copying.days(tmp_path, "a.example") == {"taro": ["2026-11-27"]} and not opened.exists()


def test_no_link_leads_a_copy_elsewhere(tmp_path: Path) -> None:
    inbox, outside = folder(tmp_path), tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("others'")
    (inbox / "linked").symlink_to(outside)
    (inbox / "u.7").symlink_to(outside / "secret")
    copying.copy_domain(tmp_path, "a.example", "2026-11-27")
    copied = tmp_path / copying.COPIES / "a.example/taro/2026-11-27/mailboxes/INBOX/dbox-Mails"
    assert list(copied.iterdir()) == []


LOST = [LostMail(7, "花子 <hanako@out.example>", "お見積り", datetime(2026, 11, 27, tzinfo=UTC), 1200)]


@pytest.mark.django_db
def test_single_mails_are_chosen_among_those_that_are_missing(
    office: Office, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailboxes, "lost_mails", lambda self, address, day, folder: (LOST, 1))
    client, place = member(office.user), f"/user/restore/mails/?day={today}&folder=INBOX"
    page = client.get(place).content.decode()
    assert "お見積り" in page and "花子" in page
    assert client.post(place, {}).status_code == 422
    assert client.post(place, {"uids": "8"}).status_code == 422  # of another mail
    assert client.post(place, {"uids": "7"}).status_code == 302
    assert Job.objects.get().arguments["uids"] == [7]
    assert client.get(f"/user/restore/mails/?day={today}&folder=Elsewhere").status_code == 422
    assert client.get("/user/restore/mails/").headers["Location"] == "/user/restore/"


@pytest.mark.django_db
def test_of_chosen_mails_only_those_that_are_missing_still_come_back(
    office: Office, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored: list[int] = []
    monkeypatch.setattr(Mailboxes, "missing_mails", lambda self, address, day, folder: [5, 6, 7])
    monkeypatch.setattr(Mailboxes, "restore_mails", lambda self, address, day, folder, uids: restored.extend(uids))
    services.restore_chosen(
        actor=SYSTEM, mailbox=office.user.mailbox, day=today, folder="INBOX", uids=[4, 7], owner="", is_own=True
    )
    Workbench({jobs.NAME: jobs.restore}).run_next()
    assert restored == [7]


@pytest.mark.django_db
def test_an_administrator_does_not_read_the_subjects_of_others(office: Office, today: date) -> None:
    page = member(office.made.administrator).get(f"/admin/restore/suzuki@restore.example/?day={today}")
    assert page.status_code == 200 and "restore/mails" not in page.content.decode()
