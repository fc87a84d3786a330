"""What happened in a mailbox is told with its reason (B13): folders, rules, auto-replies, refusals after RCPT."""

from collections.abc import Sequence

import pytest
from django.utils import timezone, translation

from fumibako.chapters.mail.delivery_log.models import Delivery
from fumibako.chapters.mail.delivery_log.queries import Search, deliveries, forwards_of, found, of_mailbox
from fumibako.chapters.mail.delivery_log.recording import record
from fumibako.chapters.mail.delivery_log.words import chip_of, steps_of
from fumibako.machine.formats.filter_facts import FilterFacts
from fumibako.machine.formats.mail_log import Came, Checked, Discarded, Fact, Filed, Refusal, Replied, Tried
from tests.contracts.people import Office, make

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
ID, SESSION = "4jbqMn248nzJbLG", "cCKGCPURCmvdbAAAg"


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


def told(office: Office, facts: Sequence[Fact], *, spam: str = "no") -> tuple[str, str]:
    """The chip and the whole way in words, as the recipient reads it."""
    address = office.user.mailbox.address
    checked = FilterFacts(to=(address,), outcome="clean", spam=spam, score=1.0, threshold=5.0)
    delivered = Tried(ID, address, "", "incoming", "", "2.0.0", "sent", "250 2.0.0 Saved", session=SESSION)
    for fact in (Came(ID, "smtp", "mx[192.0.2.7]", ""), Checked(ID, checked), *facts, delivered):
        record(timezone.now(), fact)
    (one,) = found(list(deliveries(of_mailbox(office.user.mailbox), Search())))
    with translation.override("en"):
        steps = steps_of(one, forwards_of(one), [])
        return chip_of(one).code, "\n".join(f"{step.title} {step.detail}" for step in steps)


@pytest.mark.parametrize(
    ("fact", "spam", "chip", "words"),
    [
        (Filed(SESSION, "Junk"), "yes", "spam_folder", "Because the spam check judged it as spam."),
        (Filed(SESSION, "Junk"), "no", "spam_folder", "By the common filter of the domain, the individual filter"),
        (Filed(SESSION, "請求書"), "no", "delivered", "By a sorting rule"),
        (Discarded(SESSION), "no", "discarded", "By the common filter of the domain, or the individual filter"),
    ],
    ids=["spam", "filter", "sorted", "discarded"],
)
def test_what_a_rule_decided_is_told(ours: Office, fact: Fact, spam: str, chip: str, words: str) -> None:
    code, way = told(ours, [fact], spam=spam)
    assert code == chip and words in way


def test_an_auto_reply_is_told_beside_where_the_mail_went(ours: Office) -> None:
    code, way = told(ours, [Filed(SESSION, "INBOX"), Replied(SESSION, "hanako@out.example")])
    assert code == "delivered"
    assert "Stored in the inbox." in way and "The auto-reply was sent to hanako@out.example." in way


def test_an_auto_reply_alone_hides_nothing(ours: Office) -> None:
    _, way = told(ours, [Replied(SESSION, "hanako@out.example")])
    assert "The message was delivered to the mailbox." in way


def test_a_mail_refused_after_its_text_came_is_refused(ours: Office) -> None:
    address = ours.user.mailbox.address
    record(timezone.now(), Came(ID, "smtp", "mx[192.0.2.7]", ""))
    reply = "5.3.4 A header field is too long"
    record(timezone.now(), Refusal(ID, "mx[192.0.2.7]", reply, "5.3.4", "a@out.example", address))
    (one,) = found(list(deliveries(of_mailbox(ours.user.mailbox), Search())))
    assert (one.delivery.state, one.delivery.reply) == (Delivery.State.REFUSED, reply)
