"""A sender allowed from the spam box is allowed from then on, whatever other rules say (C8)."""

from datetime import UTC, datetime

import pytest

from fumibako.chapters.mail.common_filter.services import add_common_rule
from fumibako.chapters.mail.own_filter.services import add_own_rule
from fumibako.chapters.mail.own_filter.snapshot import filter_of
from fumibako.chapters.mail.own_filter.trace import TypedMail, Verdict, verdicts
from fumibako.chapters.mail.spam_policy.models import FilterUse
from fumibako.machine.daemons.dovecot.control import Mailboxes, SpamMail
from fumibako.machine.state.mail.filters import FilterAction
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C8", "C7")]
NOW = datetime(2026, 4, 1, tzinfo=UTC)
SENDER = "tanaka@partner.example"
ALLOWED, NOT_USED, COMMON = (
    "今後は次の差出人からのメールを受信します",
    "個別フィルタを使用していない",
    "共通フィルタで拒否される",
)


@pytest.fixture
def ours_with_spam(ours: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    mail = SpamMail(uid=7, sender=f"田中 <{SENDER}>", subject="見積", score="6.0", bytes=9, received_at=NOW)
    monkeypatch.setattr(Mailboxes, "spam", lambda self, address: ([mail], 1))
    monkeypatch.setattr(Mailboxes, "release_spam", lambda self, address, uids: None)
    return ours


def allow(office: Office) -> str:
    return member(office.user).post("/user/spam-box/", {"uid": "7", "allow": ""}, follow=True).content.decode()


def becomes_of_mail(office: Office) -> FilterAction | None:
    wish = filter_of(office.user.mailbox.address)
    mail = TypedMail(sender=SENDER, recipient=office.user.mailbox.address, subject="見積")
    found = verdicts([rule.condition for rule in wish.rules], mail) if wish else []
    return wish.rules[found.index(Verdict.DECIDES)].action if wish and Verdict.DECIDES in found else None


@pytest.mark.parametrize(
    ("part", "text"), [("sender_domain", "partner.example"), ("subject", "見積"), ("sender", SENDER)]
)
def test_it_comes_before_a_rule_that_refuses(ours_with_spam: Office, part: str, text: str) -> None:
    rule = {"part": part, "match": "is", "text": text, "action": "discard"}
    add_own_rule(actor=PERSON, mailbox=ours_with_spam.user.mailbox, **rule)
    assert becomes_of_mail(ours_with_spam) is FilterAction.DISCARD
    assert ALLOWED in allow(ours_with_spam)
    assert becomes_of_mail(ours_with_spam) is FilterAction.ALLOW


def test_twice_makes_one_rule(ours_with_spam: Office) -> None:
    allow(ours_with_spam)
    allow(ours_with_spam)
    assert ours_with_spam.user.mailbox.own_rules.count() == 1


def test_where_the_common_filter_refuses_the_sender_that_is_said(ours_with_spam: Office) -> None:
    rule = {"part": "sender_domain", "match": "ends", "text": "partner.example", "action": "spam_box"}
    add_common_rule(actor=PERSON, domain=ours_with_spam.made.domain, **rule)
    page = allow(ours_with_spam)
    assert COMMON in page and ALLOWED not in page


def test_where_the_individual_filter_is_not_used_that_is_said(ours_with_spam: Office) -> None:
    FilterUse.objects.create(mailbox=ours_with_spam.user.mailbox, own_filter=False)
    page = allow(ours_with_spam)
    assert NOT_USED in page and ALLOWED not in page
