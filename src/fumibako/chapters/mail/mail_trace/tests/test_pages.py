"""What would become of a mail, as a page says it (B6, C5)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fumibako.chapters.mail.auto_reply.services import set_auto_reply
from fumibako.chapters.mail.common_filter.services import add_common_rule
from fumibako.chapters.mail.mail_trace import tracing
from fumibako.chapters.mail.mail_trace.models import Question
from fumibako.chapters.mail.mail_trace.services import AN_HOUR, MAX_AN_HOUR
from fumibako.chapters.mail.own_filter.services import add_own_rule
from fumibako.chapters.mail.sorting.services import add_sorting_rule
from fumibako.chapters.mail.spam_policy.services import set_filter_use
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member

__all__ = ["empty_cache", "ours", "theirs"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B6", "C5")]
ADMIN, USER = "/admin/common-filter/mail/", "/user/spam-filter/mail/"
MAIL = "From: =?utf-8?B?6Yi05pyo?= <taro@out.example>\nTo: {}\nSubject: =?utf-8?B?6KuL5rGC5pu4?= 11\n{}\nText\n"


@pytest.fixture(autouse=True)
def score(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the spam filter says, and of which mail it was asked."""
    said: dict[str, Any] = {"points": 0.3, "mails": []}

    def asked(self: object, domain: str, mail: bytes) -> float:
        said["mails"].append((domain, mail))
        return float(said["points"])

    monkeypatch.setattr(tracing.SpamFilter, "score", asked)
    yield said


def tried(office: Office, page: str = USER, status: int = 200, header: str = "", **typed: str) -> str:
    person = office.made.administrator if page == ADMIN else office.user
    text = MAIL.format(office.user.mailbox.address, header)
    answer = member(person).post(page, {"address": office.user.mailbox.address, "text": text, **typed})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def subject(text: str, action: str) -> dict[str, str]:
    return {"part": "subject", "match": "contains", "text": text, "action": action}


def test_each_step_says_what_it_would_do(ours: Office, score: dict[str, Any]) -> None:
    mailbox = ours.user.mailbox
    invoices = Condition(part=Part.SUBJECT, match=Comparison.STARTS, text="請求書")
    add_sorting_rule(actor=PERSON, mailbox=mailbox, conditions=[invoices], is_any=False, folder="経理", marks_read=True)
    set_auto_reply(
        actor=PERSON, mailbox=mailbox, is_on=True, subject="不在", text="留守です", days=3, starts_on=None, ends_on=None
    )
    text = tried(ours)
    for words in ("フォルダー「経理」", "点数 0.3", "既読", "3 日以内"):
        assert words in text, words
    assert "メーリングリスト" in tried(ours, header="List-Id: <x>\n")
    assert score["mails"][0][0] == ours.made.domain.name


def test_what_the_common_filter_allows_is_delivered_though_it_is_spam(ours: Office, score: dict[str, Any]) -> None:
    score["points"] = 9.9
    assert "迷惑メールフォルダーに移動します" in tried(ours, ADMIN)
    add_own_rule(actor=PERSON, mailbox=ours.user.mailbox, **subject("請求書", "discard"))
    assert "すぐに削除されます" in tried(ours, ADMIN)
    add_common_rule(actor=PERSON, domain=ours.made.domain, **subject("請求書", "allow"))
    text = tried(ours, ADMIN)
    assert "受信トレイに届きます" in text and "共通フィルタで判定済み" in text
    set_filter_use(actor=PERSON, mailbox=ours.user.mailbox, common_filter=False, own_filter=False)
    assert "迷惑メールフォルダーに移動します" in tried(ours, ADMIN)


def test_a_file_is_as_good_and_what_an_earlier_delivery_wrote_does_not_count(
    ours: Office, score: dict[str, Any]
) -> None:
    text = "X-Fumibako-Spam: yes score=9.0\r\nX-Fumibako-Allowed: yes\r\n" + MAIL.format("x@y.example", "\n")
    file = SimpleUploadedFile("a.eml", b"From somebody Thu Jan 1\r\n" + text.replace("\n", "\r\n").encode())
    answer = member(ours.user).post(USER, {"file": file})
    assert "受信トレイに届きます" in answer.content.decode()
    ((_, mail),) = score["mails"]
    assert mail.startswith(b"From: =?utf-8?") and b"X-Fumibako" not in mail


@pytest.mark.parametrize("text", ["", "Hello", "Hello: this\n\nis none"])
def test_what_is_no_mail_is_refused_in_words(ours: Office, score: dict[str, Any], text: str) -> None:
    assert "aria-invalid" in tried(ours, status=422, text=text)
    assert score["mails"] == []


def test_too_large_is_refused(ours: Office) -> None:
    file = SimpleUploadedFile("a.eml", b"From: a@b.example\n\n" + b"x" * (1 << 20))
    answer = member(ours.user).post(USER, {"file": file})
    assert answer.status_code == 422 and "1 MB" in answer.content.decode()


def test_of_another_customers_account_nothing_is_told(ours: Office, theirs: Office, score: dict[str, Any]) -> None:
    add_own_rule(actor=PERSON, mailbox=theirs.user.mailbox, **subject("請求書", "discard"))
    text = tried(ours, ADMIN, 422, address=theirs.user.mailbox.address)
    assert f"メールアカウント {theirs.user.mailbox.address} はありません" in text and "すぐに削除" not in text
    assert "受信トレイに届きます" in tried(ours, address=theirs.user.mailbox.address)  # a user has only the own one


def test_nothing_is_changed_or_noted(ours: Office) -> None:
    before = Entry.objects.exclude(action="login").count()
    tried(ours)
    assert Entry.objects.exclude(action="login").count() == before


def test_more_mails_than_the_limit_of_an_hour_are_not_judged(ours: Office, score: dict[str, Any]) -> None:
    client, mail = member(ours.user), {"text": MAIL.format("a@b.example", "")}
    for _ in range(MAX_AN_HOUR):
        assert client.post(USER, mail).status_code == 200
    answer = client.post(USER, mail)
    assert answer.status_code == 422 and "1時間に30通" in answer.content.decode()
    assert len(score["mails"]) == MAX_AN_HOUR
    assert "Text" in answer.content.decode()  # what was typed stays
    # Others are not held up, and an hour later it goes on.
    assert (
        member(ours.made.administrator).post(ADMIN, {**mail, "address": ours.user.mailbox.address}).status_code == 200
    )
    Question.objects.update(at=timezone.now() - AN_HOUR - timedelta(seconds=1))
    assert client.post(USER, mail).status_code == 200 and Question.objects.count() == 1
