"""Who sees what of a mail's way (B13): its recipient all, its sender what any server would tell, others nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account, delete_account
from fumibako.chapters.mail.delivery_log.models import Delivery, Mail
from fumibako.chapters.mail.delivery_log.queries import (
    EVERYTHING,
    Found,
    Scope,
    Search,
    deliveries,
    forwards_of,
    found,
    notices_of,
    of_domain,
    of_mailbox,
)
from fumibako.chapters.mail.delivery_log.recording import SAME_REFUSAL, record
from fumibako.chapters.mail.delivery_log.services import forget_old
from fumibako.chapters.mail.delivery_log.words import chip_of, recipient_of, steps_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.formats.filter_facts import FilterFacts
from fumibako.machine.formats.mail_log import (
    Came,
    Checked,
    Expired,
    Fact,
    Filed,
    Forwarded,
    Identified,
    Queued,
    Refusal,
    Returned,
    Tried,
)
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
FIRST, SECOND, THIRD = "4jbqMn248nzJbLG", "4jbqMn4kBQzJbLm", "4jbqMp04xczJbLn"
SESSION, ELSEWHERE = "cCKGCPURCmvdbAAAg", "x@elsewhere.example"
REFUSED = "host mx[192.0.2.1] said: 550 5.1.1 No such user"


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def theirs() -> Office:
    return make("株式会社よそ", "theirs.example")


def happens(*facts: Fact, at: datetime | None = None) -> None:
    for fact in facts:
        record(at or timezone.now(), fact)


def sent(queue_id: str, to: str, *, original: str = "", session: str = SESSION) -> Tried:
    return Tried(queue_id, to, original, "incoming", "", "2.0.0", "sent", "250 2.0.0 Saved", session=session)


def handed_on(queue_id: str, next_id: str, to: str, *, original: str = "") -> Tried:
    return Tried(queue_id, to, original, "outgoing", "", "2.0.0", "sent", "250 2.0.0 Ok", next_id=next_id)


def at_server(queue_id: str, to: str, status: str, dsn: str = "5.1.1") -> Tried:
    return Tried(queue_id, to, "", "", "mx[192.0.2.1]:25", dsn, status, REFUSED)


def from_outside(sender: str, to: str) -> tuple[Fact, ...]:
    return Came(FIRST, "smtp", "mx[192.0.2.7]", ""), Identified(FIRST, "<1@out>"), Queued(FIRST, sender, 9)


def from_account(account: str, to: str, *, original: str = "") -> tuple[Fact, ...]:
    """Through the filter on its way out, and in again."""
    return (
        Came(FIRST, "submission", "unknown[192.0.2.8]", account),
        Queued(FIRST, account, 9),
        handed_on(FIRST, SECOND, to, original=original),
        Came(SECOND, "reinject", "localhost[127.0.0.1]", ""),
        Queued(SECOND, account, 9),
    )


def spam_for(to: str) -> tuple[Fact, ...]:
    facts = FilterFacts(to=(to,), outcome="clean", spam="yes", score=7.2, threshold=5.0)
    return Checked(SECOND, facts), Filed(SESSION, "Junk"), Forwarded(SESSION, ELSEWHERE), sent(SECOND, to)


def seen(scope: Scope, search: Search | None = None) -> list[Found]:
    return found(list(deliveries(scope, search or Search())))


def chips(shown: Iterable[Found]) -> list[str]:
    return [chip_of(one).code for one in shown]


def shown(one: Found) -> str:
    steps = steps_of(one, forwards_of(one), list(notices_of(one.delivery.mail)))
    return "\n".join(f"{step.title} {step.detail} {step.quote}" for step in steps)


def address(office: Office) -> str:
    return office.user.mailbox.address


def own(office: Office) -> Scope:
    return of_mailbox(Mailbox.objects.get(pk=office.user.mailbox.pk))


@pytest.mark.parametrize("is_dovecot_first", [True, False])
def test_the_recipient_sees_spam_score_and_folder_whichever_log_is_read_first(
    ours: Office, is_dovecot_first: bool
) -> None:
    facts = FilterFacts(to=(address(ours),), outcome="clean", spam="yes", score=7.2, threshold=5.0)
    way: tuple[Fact, ...] = (Filed(SESSION, "Junk"), sent(FIRST, address(ours)))
    way = way if is_dovecot_first else way[::-1]
    happens(Checked(FIRST, facts), *from_outside("a@out.example", address(ours)), *way)
    (one,) = seen(own(ours))
    assert chip_of(one).code == "spam_folder"
    assert "7.2" in shown(one) and "mx[192.0.2.7]" in shown(one)


def test_a_removed_virus_has_its_name(ours: Office) -> None:
    facts = FilterFacts(to=(address(ours),), outcome="removed", virus="Eicar")
    happens(*from_outside("a@out.example", address(ours)), Checked(FIRST, facts), sent(FIRST, address(ours)))
    (one,) = seen(own(ours))
    assert chip_of(one).code == "virus_removed" and "Eicar" in shown(one)


def test_the_sender_learns_nothing_of_the_recipients_mailbox(ours: Office, theirs: Office) -> None:
    happens(*from_account(address(ours), address(theirs)), *spam_for(address(theirs)))
    (one,) = seen(own(ours))
    assert chip_of(one).code == "delivered"
    assert not [words for words in ("7.2", "迷惑", ELSEWHERE, "Junk") if words in shown(one)]
    (whole,) = seen(own(theirs))
    assert chip_of(whole).code == "spam_folder" and ELSEWHERE in shown(whole)
    assert address(ours) not in shown(whole)  # which login sent it


def test_the_senders_page_says_nothing_of_the_recipients_mailbox_either(ours: Office, theirs: Office) -> None:
    happens(*from_account(address(ours), address(theirs)), *spam_for(address(theirs)))
    number = Delivery.objects.get(state="sent").pk
    text = member(ours.user).get(f"/user/delivery-log/{number}/").content.decode()
    assert "配信済み" in text and "迷惑メールフォルダー" not in text and ELSEWHERE not in text
    assert "迷惑メールフォルダー" in member(theirs.user).get(f"/user/delivery-log/{number}/").content.decode()


def test_case_046_a_delivery_by_anothers_id_is_not_there(ours: Office, theirs: Office) -> None:
    happens(*from_outside("a@out.example", address(theirs)), sent(FIRST, address(theirs)))
    number = Delivery.objects.get().pk
    for account, face in ((ours.user, "user"), (ours.made.administrator, "user"), (ours.made.administrator, "admin")):
        assert member(account).get(f"/{face}/delivery-log/{number}/").status_code == 404
    assert member(theirs.made.administrator).get(f"/admin/delivery-log/{number}/").status_code == 200


def test_a_spoofed_sender_gives_nobody_a_view(ours: Office, theirs: Office) -> None:
    happens(*from_outside(address(ours), address(theirs)), sent(FIRST, address(theirs)))
    assert seen(own(ours)) == seen(of_domain(ours.made.domain)) == []
    assert len(seen(own(theirs))) == len(seen(EVERYTHING)) == 1


def test_a_mail_that_was_stopped_on_its_way_out_is_the_senders_matter(ours: Office, theirs: Office) -> None:
    dropped = Tried(FIRST, address(theirs), "", "outgoing", "", "2.0.0", "sent", "250 2.0.0 Dropped")
    facts = FilterFacts(to=(address(theirs),), outcome="dropped", virus="Eicar")
    happens(Came(FIRST, "submission", "unknown[192.0.2.8]", address(ours)), Checked(FIRST, facts), dropped)
    assert chips(seen(own(ours))) == ["dropped"]
    assert "Eicar" in shown(seen(own(ours))[0])
    assert seen(own(theirs)) == []


def test_an_alias_is_one_recipient_to_its_sender_and_its_members_stay_unknown(ours: Office, theirs: Office) -> None:
    member_of = add_account(actor=SYSTEM, domain=theirs.made.domain, local_part="sato").mailbox.address
    alias = "info@theirs.example"
    happens(*from_account(address(ours), address(theirs), original=alias))
    happens(handed_on(FIRST, SECOND, member_of, original=alias))
    happens(sent(SECOND, address(theirs)), sent(SECOND, member_of, session="another"))
    assert [recipient_of(one) for one in seen(own(ours))] == [alias]
    assert seen(own(ours), Search(address=member_of)) == []
    assert len(seen(own(ours), Search(address=alias))) == 1
    assert {recipient_of(one) for one in seen(of_domain(theirs.made.domain))} == {address(theirs), member_of}


def test_a_refusal_elsewhere_has_their_words_and_ours(ours: Office) -> None:
    happens(*from_account(address(ours), ELSEWHERE), at_server(SECOND, ELSEWHERE, "bounced"))
    happens(Returned(SECOND, THIRD, is_delay=False))
    (one,) = seen(own(ours))
    assert chip_of(one).code == "failed"
    assert REFUSED in shown(one) and "このメールアドレスは存在しません。" in shown(one) and "不達通知" in shown(one)


def test_waiting_counts_its_tries_and_ends_when_the_mail_expires(ours: Office) -> None:
    happens(*from_account(address(ours), ELSEWHERE))
    for _ in range(3):
        happens(at_server(SECOND, ELSEWHERE, "deferred", "4.4.1"))
    (one,) = seen(own(ours))
    assert chip_of(one).code == "waiting" and "3回" in shown(one)
    happens(Expired(SECOND))
    assert chips(seen(own(ours))) == ["failed"]


def test_what_became_of_a_forwarded_mail_is_told_to_who_forwards(ours: Office) -> None:
    happens(*from_outside("a@out.example", address(ours)), Forwarded(SESSION, ELSEWHERE), sent(FIRST, address(ours)))
    happens(Came(SECOND, "redirect", "localhost[127.0.0.1]", ""), Identified(SECOND, "<1@out>"))
    (one,) = seen(own(ours))
    assert chip_of(one).code == "forwarded"
    happens(at_server(SECOND, ELSEWHERE, "bounced"))
    assert REFUSED in shown(one)


def test_a_mail_of_the_same_message_id_that_somebody_else_sent_is_no_forward(ours: Office, theirs: Office) -> None:
    happens(*from_outside("a@out.example", address(ours)), Forwarded(SESSION, ELSEWHERE), sent(FIRST, address(ours)))
    happens(Came(SECOND, "submission", "x[192.0.2.8]", address(theirs)), Identified(SECOND, "<1@out>"))
    happens(at_server(SECOND, ELSEWHERE, "bounced"))
    (one,) = seen(own(ours))
    assert forwards_of(one)[0].delivery is None


def test_a_forwarded_mails_sender_is_told_as_before_the_rewriting(ours: Office, settings: object) -> None:
    hostname = settings.FUMIBAKO.hostname  # type: ignore[attr-defined]
    happens(Came(FIRST, "redirect", "localhost[127.0.0.1]", ""))
    happens(Queued(FIRST, f"SRS0=UGAA=JQ=out.example=hanako@{hostname}", 9), sent(FIRST, address(ours)))
    assert Mail.objects.get().sender == "hanako@out.example"
    happens(Came(SECOND, "smtp", "mx[192.0.2.7]", ""), Queued(SECOND, f"SRS0=UGAA=JQ=out.example=h@{hostname}", 9))
    assert Mail.objects.filter(sender__startswith="SRS0").count() == 1


def test_a_refusal_at_the_door_is_the_recipients_domains_and_counted_when_it_comes_again(
    ours: Office, theirs: Office
) -> None:
    refusal = Refusal("", "unknown[192.0.2.7]", "550 5.1.1 unknown", "5.1.1", "a@out.example", "no@ours.example")
    start = timezone.now()
    happens(refusal, at=start)
    happens(refusal, at=start + timedelta(minutes=1))
    (one,) = seen(of_domain(ours.made.domain))
    assert chip_of(one).code == "refused" and one.delivery.tries == 2
    happens(refusal, at=start + 2 * SAME_REFUSAL)
    assert Delivery.objects.count() == 2
    assert seen(of_domain(theirs.made.domain)) == []


def test_who_gets_a_name_that_was_somebody_elses_sees_nothing_of_that_time(ours: Office) -> None:
    before = timezone.now() - timedelta(seconds=2)
    happens(*from_outside("a@out.example", address(ours)), sent(FIRST, address(ours)), at=before)
    delete_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    Publication.objects.all().delete()  # it is gone from the daemons
    again = add_account(actor=SYSTEM, domain=ours.made.domain, local_part="suzuki").mailbox
    assert seen(of_mailbox(again)) == []
    ours.made.domain.created_at = timezone.now()
    assert seen(of_domain(ours.made.domain)) == []


def test_mail_with_an_extension_is_the_accounts(ours: Office) -> None:
    to = "Suzuki+Shop@ours.example"
    happens(*from_outside("a@out.example", to), sent(FIRST, to))
    assert [recipient_of(one) for one in seen(own(ours))] == ["suzuki+shop@ours.example"]


@pytest.mark.parametrize(
    ("search", "number"),
    [
        (Search(address="HANAKO"), 1),
        (Search(address="suzuki@"), 1),
        (Search(address="nobody"), 0),
        (Search(sender="suzuki"), 0),
        (Search(recipient="suzuki"), 1),
        (Search(message_id="1@out"), 1),
        (Search(message_id="<1@out>"), 1),
        (Search(message_id=FIRST), 1),
        (Search(message_id="1@"), 0),
    ],
)
def test_it_is_found_by_either_address_or_its_id(ours: Office, search: Search, number: int) -> None:
    happens(*from_outside("hanako@out.example", address(ours)), sent(FIRST, address(ours)))
    assert len(seen(own(ours), search)) == number


def test_it_is_found_by_time(ours: Office) -> None:
    happens(*from_outside("hanako@out.example", address(ours)), sent(FIRST, address(ours)))
    now, hour = timezone.now(), timedelta(hours=1)
    assert seen(own(ours), Search(since=now - hour, until=now + hour))
    assert not seen(own(ours), Search(since=now + hour))
    assert not seen(own(ours), Search(until=now - hour))


@pytest.mark.parametrize("typed", ["yesterday", "0001-01-01T00:00"])
def test_a_time_that_is_none_is_refused_in_words(ours: Office, typed: str) -> None:
    answer = member(ours.user).get(f"/user/delivery-log/?since={typed}")
    assert answer.status_code == 422
    assert "日時を入力してください。" in answer.content.decode()


def test_hostile_words_of_other_servers_are_text(ours: Office) -> None:
    happens(*from_account(address(ours), ELSEWHERE))
    happens(Tried(SECOND, ELSEWHERE, "", "", "mx:25", "5.7.1", "bounced", "<script>alert(1)</script>"))
    number = Delivery.objects.get(state="failed").pk
    text = member(ours.user).get(f"/user/delivery-log/{number}/").content.decode()
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text


def test_what_is_older_than_the_setting_is_forgotten(ours: Office) -> None:
    days = 90
    old, new = (timezone.now() - timedelta(days=number) for number in (days + 1, days - 1))
    happens(*from_outside("a@out.example", address(ours)), sent(FIRST, address(ours)), at=old)
    happens(Came(SECOND, "smtp", "mx", ""), sent(SECOND, address(ours)), at=new)
    assert forget_old() == 1
    assert list(Mail.objects.values_list("queue_id", flat=True)) == [SECOND]
