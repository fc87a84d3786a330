"""What each night deletes by standing rules and by the domain's retention (C9)."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.mail.old_mail import errors, services
from fumibako.chapters.mail.old_mail.models import StandingRule, Sweep
from fumibako.chapters.mail.old_mail.queries import Doomed, chosen, doomed, old_mails_of_domain, retention_of
from fumibako.chapters.mail.old_mail.rules import MAX_RULES
from fumibako.chapters.mail.old_mail.sweeping import LONGEST_GAP, due, sweep, sweep_all
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.dovecot.control import Mailboxes, OldMails
from fumibako.machine.provision.client import AgentDown
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member

__all__ = ["empty_cache", "ours", "theirs"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C9")]
TODAY = date(2024, 4, 30)


class Store:
    """Mailboxes whose mails are (folder, day received)."""

    def __init__(self) -> None:
        self.mails: dict[str, list[tuple[str, date]]] = defaultdict(list)
        self.away: set[str] = set()

    def old_mails(self, address: str, before: date) -> list[OldMails]:
        if address in self.away:
            raise AgentDown("away")
        old = [folder for folder, day in self.mails[address] if day < before]
        return [OldMails(folder, old.count(folder), 1000 * old.count(folder)) for folder in sorted(set(old))]

    def delete_old_mails(self, address: str, folder: str, before: date) -> None:
        self.mails[address] = [each for each in self.mails[address] if each[0] != folder or each[1] >= before]

    def archive_old_mails(self, address: str, folder: str, before: date) -> int:
        old = [day for name, day in self.mails[address] if name == folder and day < before]
        self.delete_old_mails(address, folder, before)
        self.mails[address] += [(f"Archive/{day.year}", day) for day in old]
        return len(old)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store()
    monkeypatch.setattr(Mailboxes, "old_mails", lambda self, *given: made.old_mails(*given))
    monkeypatch.setattr(Mailboxes, "delete_old_mails", lambda self, *given: made.delete_old_mails(*given))
    monkeypatch.setattr(Mailboxes, "archive_old_mails", lambda self, *given: made.archive_old_mails(*given))
    return made


def set_rule(office: Office, folder: str = "Trash", days: int = 30) -> StandingRule:
    return services.set_standing_rule(actor=PERSON, mailbox=office.user.mailbox, folder=folder, days=days)


def test_a_mail_goes_on_the_day_after_its_last_and_other_folders_stay(ours: Office, store: Store) -> None:
    mailbox = ours.user.mailbox
    last, kept = TODAY - timedelta(days=31), TODAY - timedelta(days=30)
    store.mails[mailbox.address] = [("Trash", last), ("Trash", kept), ("INBOX", last)]
    set_rule(ours)
    assert sweep(mailbox, TODAY) == 1
    assert store.mails[mailbox.address] == [("Trash", kept), ("INBOX", last)]
    assert sweep(mailbox, TODAY + timedelta(days=1)) == 1
    assert store.mails[mailbox.address] == [("INBOX", last)]
    assert Sweep.objects.get(mailbox=mailbox).removed == 1
    assert Entry.objects.filter(action="old_mail.delete", subject=mailbox.address, actor_kind="system").count() == 2


def test_of_rule_and_retention_the_shorter_one_counts() -> None:
    found = {10: [OldMails("INBOX", 5, 50), OldMails("Trash", 4, 40)], 90: [OldMails("INBOX", 2, 20)]}
    assert chosen(found, {"Trash": 10}, 90, TODAY) == [
        Doomed("INBOX", 90, TODAY - timedelta(days=90), 2, 20),
        Doomed("Trash", 10, TODAY - timedelta(days=10), 4, 40),
    ]
    assert [old.days for old in chosen(found, {"Trash": 90}, 10, TODAY)] == [10, 10]
    assert chosen(found, {}, None, TODAY) == []


def test_the_retention_reaches_every_account_and_every_folder(ours: Office, theirs: Office, store: Store) -> None:
    services.set_retention(actor=PERSON, domain=ours.made.domain, days=30)
    people = (ours.user.mailbox, ours.made.administrator.mailbox, theirs.user.mailbox)
    for mailbox in people:
        store.mails[mailbox.address] = [("INBOX", date(2020, 1, 1)), ("仕事/控え", date(2020, 1, 1))]
    assert sweep_all(lambda address: None) == 4
    assert [len(store.mails[mailbox.address]) for mailbox in people] == [0, 0, 2]


def test_a_run_that_begins_again_leaves_out_what_is_done(ours: Office, store: Store) -> None:
    services.set_retention(actor=PERSON, domain=ours.made.domain, days=30)
    set_rule(ours)
    told: list[str] = []
    sweep_all(told.append)
    assert len(told) == len(set(told)) == 2
    assert not due(timezone.localdate()).exists()
    sweep_all(told.append)
    assert len(told) == 2


def test_a_mailbox_that_is_away_stays_due_and_stops_no_other(ours: Office, store: Store) -> None:
    services.set_retention(actor=PERSON, domain=ours.made.domain, days=30)
    store.away = {ours.user.mailbox.address}
    other = ours.made.administrator.mailbox
    store.mails[other.address] = [("INBOX", date(2020, 1, 1))]
    assert sweep_all(lambda address: None) == 1
    assert list(due(timezone.localdate())) == [ours.user.mailbox]


@pytest.mark.parametrize("jump", [LONGEST_GAP + timedelta(days=1), timedelta(days=700), timedelta(days=-1)])
def test_a_clock_that_jumped_deletes_nothing_that_night(ours: Office, store: Store, jump: timedelta) -> None:
    mailbox = ours.user.mailbox
    set_rule(ours)
    sweep(mailbox, TODAY)
    store.mails[mailbox.address] = [("Trash", date(2020, 1, 1))]
    assert sweep(mailbox, TODAY + jump) == 0
    assert store.mails[mailbox.address]
    assert sweep(mailbox, TODAY + jump + timedelta(days=1)) == 1


@pytest.mark.parametrize("folder", ["", "*", "INBOX%", 'a"b', "a\\b", "a\nb", "x" * 201])
def test_a_folder_is_a_name_and_no_pattern(ours: Office, folder: str) -> None:
    with pytest.raises(errors.BadFolder):
        set_rule(ours, folder)
    assert not StandingRule.objects.exists()


def test_one_rule_per_folder_and_not_more_than_the_limit(ours: Office) -> None:
    for number in range(MAX_RULES):
        set_rule(ours, f"folder-{number}")
    set_rule(ours, "folder-0", 7)
    assert StandingRule.objects.get(folder="folder-0").days == 7
    with pytest.raises(errors.TooManyStandingRules):
        set_rule(ours, "one more")


def test_it_is_asked_for_with_what_it_deletes_now_and_set_when_confirmed(ours: Office, store: Store) -> None:
    store.mails[ours.user.mailbox.address] = [("仕事", date(2020, 1, 1))] * 7
    client, typed = member(ours.user), {"folder": "仕事", "days": "３０"}
    question = client.post("/user/old-mail/rules/", typed)
    assert question.status_code == 200 and "7通" in question.content.decode()
    assert not StandingRule.objects.exists()
    page = client.post("/user/old-mail/rules/", {**typed, "sure": ""}, follow=True).content.decode()
    rule = StandingRule.objects.get()
    assert (rule.mailbox, rule.folder, rule.days) == (ours.user.mailbox, "仕事", 30)
    assert "次回の夜間処理" in page
    client.post("/user/old-mail/rules/", {"delete": str(rule.pk)})
    assert not StandingRule.objects.exists()


def test_another_ones_rule_cannot_be_deleted(ours: Office, theirs: Office, store: Store) -> None:
    rule = set_rule(ours)
    answer = member(theirs.user).post("/user/old-mail/rules/", {"delete": str(rule.pk)})
    assert answer.status_code == 404 and StandingRule.objects.exists()


def test_the_retention_is_confirmed_shown_to_users_and_ended_without_a_question(ours: Office, store: Store) -> None:
    client, typed = member(ours.made.administrator), {"is_on": "on", "days": "365"}
    client.post("/admin/retention/", typed)
    assert retention_of(ours.made.domain) is None
    client.post("/admin/retention/", {**typed, "sure": ""})
    assert retention_of(ours.made.domain) == 365
    assert "365日を過ぎたメール" in member(ours.user).get("/user/old-mail/rules/").content.decode()
    client.post("/admin/retention/", {"days": "365"})
    assert retention_of(ours.made.domain) is None


def archive_rule(office: Office, folder: str, days: int) -> StandingRule:
    return services.set_standing_rule(
        actor=PERSON, mailbox=office.user.mailbox, folder=folder, days=days, archives=True
    )


def test_a_rule_moves_old_mail_to_the_archive_and_the_retention_deletes_it_there(ours: Office, store: Store) -> None:
    mailbox = ours.user.mailbox
    ancient, old, new = (TODAY - timedelta(days=days) for days in (800, 100, 10))
    store.mails[mailbox.address] = [("INBOX", ancient), ("INBOX", old), ("INBOX", new)]
    archive_rule(ours, "INBOX", 90)
    assert [(each.archives, each.messages) for each in doomed(mailbox, TODAY)] == [(True, 2)]
    assert sweep(mailbox, TODAY) == 0
    assert sorted(store.mails[mailbox.address]) == [("Archive/2022", ancient), ("Archive/2024", old), ("INBOX", new)]
    services.set_retention(actor=PERSON, domain=ours.made.domain, days=365)
    assert sweep(mailbox, TODAY + timedelta(days=1)) == 1
    assert sorted(store.mails[mailbox.address]) == [("Archive/2024", old), ("INBOX", new)]


def test_what_the_retention_deletes_the_same_night_is_not_counted_as_moved(ours: Office, store: Store) -> None:
    mailbox = ours.user.mailbox
    store.mails[mailbox.address] = [("INBOX", TODAY - timedelta(days=days)) for days in (800, 100)]
    archive_rule(ours, "INBOX", 90)
    services.set_retention(actor=PERSON, domain=ours.made.domain, days=365)
    assert [(each.archives, each.messages) for each in doomed(mailbox, TODAY)] == [(False, 1), (True, 1)]


def test_the_archive_itself_is_not_archived(ours: Office, store: Store) -> None:
    for folder in ("Archive", "Archive/2020"):
        with pytest.raises(errors.AlreadyArchived):
            archive_rule(ours, folder, 30)
        with pytest.raises(errors.AlreadyArchived):
            services.archive_old_mails(actor=PERSON, mailbox=ours.user.mailbox, folder=folder, before=date(2020, 1, 1))


def test_now_or_by_a_rule_from_the_pages(ours: Office, store: Store) -> None:
    mailbox, client = ours.user.mailbox, member(ours.user)
    store.mails[mailbox.address] = [("INBOX", date(2019, 5, 1))]
    client.post("/user/old-mail/", {"folder": "INBOX", "before": "2020-01-01", "archive": ""})
    assert store.mails[mailbox.address] == [("Archive/2019", date(2019, 5, 1))]
    assert Entry.objects.filter(action="old_mail.archive").count() == 1
    client.post("/user/old-mail/rules/", {"folder": "INBOX", "days": "90", "action": "archive", "sure": ""})
    assert StandingRule.objects.get().archives


def test_the_question_before_deleting_says_how_many_mails_go(ours: Office, store: Store) -> None:
    store.mails[ours.user.mailbox.address] = [("Sent", date(2019, 5, 1))] * 3 + [("INBOX", date(2019, 5, 1))]
    asked = {"folder": "Sent", "before": "2020-01-01"}
    page = member(ours.user).post("/user/old-mail/", asked).content.decode()
    assert "削除されるメール：3通" in page and len(store.mails[ours.user.mailbox.address]) == 4


def test_only_what_is_not_in_the_archive_is_offered_to_be_archived(ours: Office, store: Store) -> None:
    client = member(ours.user)
    for folder, number in (("Archive/2019", 0), ("仕事", 1)):
        store.mails[ours.user.mailbox.address] = [(folder, date(2019, 5, 1))]
        page = client.get("/user/old-mail/?before=2020-01-01").content.decode()
        assert folder in page and page.count('name="archive"') == number


def test_the_retention_says_first_what_it_would_delete_of_all_accounts(
    ours: Office, theirs: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = [("仕事", date(2020, 1, 1))]
    store.mails[ours.user.mailbox.address] = long_ago * 30
    store.mails[ours.made.administrator.mailbox.address] = long_ago * 7
    store.mails[theirs.user.mailbox.address] = long_ago * 500
    asked = {"is_on": "on", "days": "365"}
    page = member(ours.made.administrator).post("/admin/retention/", asked).content.decode()
    assert "37通" in page and "2アカウント" in page
    total = old_mails_of_domain(ours.made.domain, date(2025, 1, 1), seconds=-1)
    assert (total.accounts, total.counted, total.messages) == (2, 0, 0)
