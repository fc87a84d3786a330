"""The trace on the common filter's page: what the rules would do to a mail, in words (B6)."""

import pytest

from fumibako.chapters.mail.common_filter import services
from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.spam_policy.services import set_filter_use
from fumibako.groundwork.audit.models import Entry
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member

__all__ = ["empty_cache", "ours", "theirs"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B6")]
PAGE = "/admin/common-filter/"


@pytest.fixture
def rules(ours: Office) -> None:
    for part, match, text, action in (
        ("subject", "contains", "invoice", "spam_box"),
        ("sender_domain", "is", "out.example", "allow"),
        ("subject", "contains", "重要", "discard"),
    ):
        services.add_common_rule(
            actor=PERSON, domain=ours.made.domain, part=part, match=match, text=text, action=action
        )


def tried(office: Office, status: int = 200, **typed: str) -> str:
    answer = member(office.made.administrator).post(PAGE, {"try": "", "sender": "taro@out.example", **typed})
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("sender", "subject", "outcome", "decides", "not_reached"),
    [
        ("taro@OUT.example", "【重要】", "受信トレイに届きます", 1, 1),
        ("taro@other.example", "【重要】", "すぐに削除されます", 1, 0),
        ("taro@out.example", "Your INVOICE", "迷惑メールフォルダーに移動します", 1, 2),
        ("taro@other.example", "こんにちは", "当てはまるルールはありません", 0, 0),
    ],
)
def test_it_says_of_each_rule_what_it_would_do(
    ours: Office, rules: None, sender: str, subject: str, outcome: str, decides: int, not_reached: int
) -> None:
    text = tried(ours, sender=sender, subject=subject)
    assert outcome in text
    assert text.count("このルールを適用") == decides
    assert text.count("判定なし") == not_reached


def test_nothing_is_changed_or_noted(ours: Office, rules: None) -> None:
    before = Entry.objects.exclude(action="login").count()
    tried(ours, subject="invoice")
    assert CommonRule.objects.count() == 3
    assert Entry.objects.exclude(action="login").count() == before


def test_an_account_that_does_not_use_the_filter_is_told_so(ours: Office, rules: None) -> None:
    mailbox = ours.user.mailbox
    set_filter_use(actor=PERSON, mailbox=mailbox, common_filter=False, own_filter=True)
    text = tried(ours, recipient=mailbox.address, subject="invoice")
    assert "共通フィルタを使用していません" in text and "このルールを適用" not in text


def test_of_another_customers_account_nothing_is_told(ours: Office, theirs: Office, rules: None) -> None:
    mailbox = theirs.user.mailbox
    set_filter_use(actor=PERSON, mailbox=mailbox, common_filter=False, own_filter=True)
    assert "共通フィルタを使用していません" not in tried(ours, recipient=mailbox.address, subject="invoice")


@pytest.mark.parametrize("typed", [{"sender": ""}, {"sender": "taro"}, {"recipient": "x@"}, {"header": "a: b"}])
def test_what_is_no_address_or_header_is_refused(ours: Office, typed: dict[str, str]) -> None:
    assert "aria-invalid" in tried(ours, 422, **typed)
