"""Inquiries: taken from anybody within limits, mailed to support, answered by mail."""

from email import message_from_string
from email.policy import SMTP
from typing import Any

import pytest

from fumibako.chapters.console.branding.services import set_branding
from fumibako.chapters.member.inquiry import rules, services
from fumibako.chapters.member.inquiry.errors import BadNumber, BadReplyAddress, TooManyInquiries
from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.chapters.member.texts import BadText
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, member, operator, owner

__all__ = ["empty_cache", "ours"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("A1", "A5", "A6")]
SUPPORT = "support@provider.example"
ASKED: dict[str, Any] = {"category": "mail", "text": "届きません。\n.\n{link}", "reply_address": "hanako@out.example"}
NUMBERED = {**ASKED, "customer_number": "Ｗ000012345", "once": "one"}


@pytest.fixture(autouse=True)
def support() -> None:
    set_branding(actor=SYSTEM, texts={"support_address": SUPPORT})


def ask(**given: Any) -> Inquiry:
    return services.send_inquiry(**{"remote": "203.0.113.9", "language": "ja", **ASKED, **given})


def mails(recipient: str) -> list[Any]:
    rows = OutgoingNotice.objects.filter(recipient=recipient).order_by("pk")
    return [message_from_string(row.content, policy=SMTP) for row in rows]


def test_a_visitors_inquiry_is_stored_and_mailed_to_support() -> None:
    answer = browser().post("/inquiry/", NUMBERED, follow=True)
    inquiry = Inquiry.objects.get()
    assert inquiry.number in answer.content.decode()
    assert (inquiry.customer_number, inquiry.customer) == ("W000012345", None)
    (mail,) = mails(SUPPORT)
    text = mail.get_content()
    assert inquiry.number in mail["Subject"] and "W000012345" in text and "hanako@out.example" in text
    assert "届きません。\r\n.\r\n{link}\r\n" in text and f"/console/inquiries/{inquiry.pk}/" in text


def test_without_a_support_address_the_console_has_it_alone() -> None:
    set_branding(actor=SYSTEM, texts={"support_address": ""})
    ask()
    assert Inquiry.objects.count() == 1 and not mails(SUPPORT)


def test_sent_twice_it_is_one() -> None:
    for _ in range(2):
        assert browser().post("/inquiry/", NUMBERED).status_code == 302
    assert Inquiry.objects.count() == 1 and len(mails(SUPPORT)) == 1


def test_case_120_whoever_asks_gets_a_confirmation_that_repeats_nothing_of_what_they_typed() -> None:
    inquiry = ask(text="https://phish.example/")
    (mail,) = mails("hanako@out.example")
    assert inquiry.number in mail["Subject"] and "phish" not in str(mail)
    ask(language="en", remote="198.51.100.1")
    assert mails("hanako@out.example")[-1]["Subject"].startswith("We have received")


def test_case_120_nobodys_mailbox_is_filled_with_confirmations() -> None:
    for number in range(rules.ACKNOWLEDGED_A_DAY + 2):
        ask(remote=f"198.51.100.{number}", reply_address="Hanako@out.example" if number % 2 else "hanako@out.example")
    sent = OutgoingNotice.objects.filter(recipient__iexact="hanako@out.example")
    assert sent.count() == rules.ACKNOWLEDGED_A_DAY
    assert len(mails(SUPPORT)) == rules.ACKNOWLEDGED_A_DAY + 2


def test_a_members_inquiry_names_their_customer_whatever_is_typed(ours: Office) -> None:
    member(ours.user).post("/user/inquiry/", NUMBERED)
    inquiry = Inquiry.objects.get()
    assert inquiry.customer == ours.made.customer and inquiry.customer_number == ours.made.customer.number


def test_an_owner_asks_from_my_page(ours: Office) -> None:
    client = owner(ours)
    assert "somu@elsewhere.example" in client.get("/mypage/inquiry/").content.decode()
    assert client.post("/mypage/inquiry/", NUMBERED).headers["Location"] == "/mypage/inquiry/sent/"
    assert Inquiry.objects.get().customer == ours.made.customer
    for path in ("news/", "guide/", "guide/my-page/", "faq/", "find/?q=FAQ", "area/support/"):
        assert client.get(f"/mypage/{path}").status_code == 200, path


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"customer_number": "12345"}, BadNumber),
        ({"reply_address": "a@b.example\r\nBcc: c@d.example"}, BadReplyAddress),
        ({"text": " "}, BadText),
        ({"text": "x" * (rules.MAX_TEXT + 1)}, BadText),
        ({"text": "\x1b[2J"}, BadText),
    ],
)
def test_what_cannot_be_answered_is_refused(given: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        ask(**given)
    assert not Inquiry.objects.exists() and not OutgoingNotice.objects.exists()


def test_case_120_one_address_sends_five_an_hour_and_others_still_can() -> None:
    for _ in range(rules.AN_HOUR_FROM_ONE):
        ask(remote="2001:db8:1:2::1")
    with pytest.raises(TooManyInquiries):
        ask(remote="2001:db8:1:2:ffff::2")  # another address of the same network
    ask(remote="2001:db8:1:3::1")
    Inquiry.objects.update(received_at=Inquiry.objects.latest("received_at").received_at - rules.HOUR)
    ask(remote="2001:db8:1:2::1")


def test_case_120_all_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "AN_HOUR_FROM_ALL", 3)
    for last in range(3):
        ask(remote=f"203.0.113.{last}")
    answer = browser().post("/inquiry/", NUMBERED)
    assert answer.status_code == 422 and Inquiry.objects.count() == 3


@pytest.mark.parametrize(
    ("remote", "source"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8::9", "2001:db8::/64"), ("", ""), ("unix:", "")],
)
def test_a_source_is_what_one_connection_has(remote: str, source: str) -> None:
    assert rules.source_of(remote) == source


def test_the_answer_goes_to_whoever_asked_with_the_question_below(ours: Office) -> None:
    inquiry, desk = ask(language="en", text="Where is my mail?\nThank you"), operator()
    page = f"/console/inquiries/{inquiry.pk}/"
    said = desk.post(page, {"text": "In the spam box.\r\nPlease look there."}, follow=True).content.decode()
    assert "Please look there." in said
    _, mail = mails("hanako@out.example")
    text = mail.get_content()
    assert mail["Subject"] == f"Our answer to your inquiry ({inquiry.number})"
    assert "In the spam box.\r\nPlease look there.\r\n" in text
    assert "> Where is my mail?\r\n> Thank you\r\n" in text
    inquiry.refresh_from_db()
    assert inquiry.status == Inquiry.Status.ANSWERED
    assert Entry.objects.get(action="inquiry.answer").actor == "desk"
    assert inquiry.number not in desk.get("/console/inquiries/").content.decode()
    assert inquiry.number in desk.get("/console/inquiries/?status=all").content.decode()


def test_one_that_needs_no_answer_is_closed() -> None:
    inquiry = ask()
    assert operator().post(f"/console/inquiries/{inquiry.pk}/close/").status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.status == Inquiry.Status.CLOSED and len(mails("hanako@out.example")) == 1


def test_case_051_the_operator_sees_it_as_text() -> None:
    inquiry, desk = ask(text="<script>alert(1)</script>"), operator()
    for page in ("", f"{inquiry.pk}/"):
        assert "<script>alert" not in desk.get(f"/console/inquiries/{page}").content.decode()
