"""Whose wording a mail has, and what a change of it leaves behind."""

import email
import email.policy
from typing import Any

import pytest
from django.utils import timezone

from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.errors import WordingRefused
from fumibako.groundwork.notices.models import NoticeOverride, OutgoingNotice
from fumibako.groundwork.notices.services import remove_wording, send, set_wording
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.notices.login import PasswordReset

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A4", "E6")]


@pytest.fixture
def domains() -> list[Domain]:
    customer = Customer.objects.create(number="W000000001", name="x")
    return [Domain.objects.create(customer=customer, name=f"{letter}.example") for letter in "ab"]


def subject(domain: Domain | None, language: str = "ja") -> str:
    notice = PasswordReset(address="a@b.example", link="https://box.example/x", until=timezone.localtime())
    send(notice, to="x@out.example", domain=domain, language=language)
    mail = email.message_from_string(OutgoingNotice.objects.latest("pk").content, policy=email.policy.default)
    return str(mail["Subject"])


def word(subject: str, domain: Domain | None, **other: Any) -> None:
    given = {"actor": SYSTEM, "notice": PasswordReset, "body": "{link}", **other}
    set_wording(domain=domain, subject=subject, **given)


def test_a_domains_own_wording_stands_before_the_operators_and_that_before_the_products(domains: list[Domain]) -> None:
    ours, theirs = domains
    assert subject(ours) == "パスワードの再設定"
    word("operator's", None)
    word("ours: {address}", ours)
    assert [subject(ours), subject(theirs), subject(None)] == ["ours: a@b.example", "operator's", "operator's"]
    remove_wording(actor=SYSTEM, notice=PasswordReset, domain=ours)
    remove_wording(actor=SYSTEM, notice=PasswordReset, domain=None)
    assert subject(ours, "en") == "Reset your password"


def test_each_language_has_a_wording_of_its_own(domains: list[Domain]) -> None:
    word("ja", None, language="ja")
    word("en", domains[0], language="en")
    assert [subject(domains[0]), subject(domains[0], "en")] == ["ja", "en"]
    assert [subject(domains[1]), subject(domains[1], "en")] == ["ja", "Reset your password"]
    remove_wording(actor=SYSTEM, notice=PasswordReset, domain=None, language="ja")
    assert subject(domains[1]) == "パスワードの再設定"


def test_a_wording_is_noted_and_goes_to_the_filter_of_those_whom_it_concerns(domains: list[Domain]) -> None:
    word("ours", domains[0])
    assert [row.key for row in Publication.objects.all()] == ["a.example"]
    entry = Entry.objects.get(action="notice_wording.set")
    assert (entry.subject, entry.details, entry.customer_number) == (
        "password_reset",
        {"domain": "a.example"},
        "W000000001",
    )
    word("operator's", None)
    assert {row.key for row in Publication.objects.all()} == {"a.example", "b.example"}


def test_removing_what_is_not_there_leaves_no_trace(domains: list[Domain]) -> None:
    remove_wording(actor=SYSTEM, notice=PasswordReset, domain=domains[0])
    assert not Entry.objects.exists() and not Publication.objects.exists()


@pytest.mark.parametrize(
    ("subject", "body", "code", "field"),
    [
        ("a\nBcc: x@evil.example", "{link}", "wording_subject", "subject"),
        ("s", "no link", "wording_missing", "body"),
        ("s", "{link} {nobody}", "wording_unknown", "body"),
        ("s", "", "wording_body", "body"),
    ],
)
def test_a_wording_that_would_harm_is_not_saved(subject: str, body: str, code: str, field: str) -> None:
    with pytest.raises(WordingRefused) as refusal:
        word(subject, None, body=body)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not NoticeOverride.objects.exists()
