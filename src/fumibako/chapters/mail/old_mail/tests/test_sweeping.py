"""What each night deletes by standing rules and by the domain's retention (C9)."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.mail.old_mail import errors, services
from fumibako.chapters.mail.old_mail.models import StandingRule, Sweep
from fumibako.chapters.mail.old_mail.queries import Doomed, chosen, retention_of
from fumibako.chapters.mail.old_mail.rules import MAX_RULES
from fumibako.chapters.mail.old_mail.sweeping import LONGEST_GAP, due, sweep, sweep_all
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.dovecot.control import Mailboxes, OldMails
from fumibako.machine.provision.client import AgentDown
from tests.contracts.conftest import empty_cache, ours, quick_hashes, theirs
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member

__all__ = ["empty_cache", "ours", "quick_hashes", "theirs"]

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


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store()
    monkeypatch.setattr(Mailboxes, "old_mails", lambda self, *given: made.old_mails(*given))
    monkeypatch.setattr(Mailboxes, "delete_old_mails", lambda self, *given: made.delete_old_mails(*given))
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
    assert "次回の夜間処理で削除されるメール" in page
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
