"""Texts of notices: checked, looked at, used by the mails, and back to the standard (E6)."""

import email
import email.policy
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.console.texts.queries import READERS
from fumibako.chapters.mail.accounts.snapshot import domain_of
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import NoticeOverride, OutgoingNotice
from fumibako.groundwork.notices.samples import placeholders, sample
from fumibako.groundwork.notices.services import send
from fumibako.machine.notices.catalogue import BY_KEY, NOTICES
from fumibako.machine.notices.login import PasswordReset
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.wording import LANGUAGES, written
from tests.contracts.conftest import program
from tests.contracts.people import make, operator

__all__ = ["program"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
WHERE = "/console/texts/password_reset/ja/"
OWN = {"subject": "【弊社】パスワードの再設定", "body": "こちらからどうぞ。\n{link}\n"}


@pytest.fixture
def desk() -> Client:
    return operator()


def mail(language: str) -> Any:
    notice = PasswordReset(address="a@b.example", link="https://box.example/x", until=timezone.localtime())
    send(notice, to="x@out.example", language=language)
    return email.message_from_string(OutgoingNotice.objects.latest("pk").content, policy=email.policy.default)


def test_an_own_text_is_what_the_mails_say_from_then_on(desk: Client) -> None:
    assert desk.post(WHERE, {**OWN, "step": "save"}).status_code == 302
    sent = mail("ja")
    assert sent["Subject"] == OWN["subject"] and "https://box.example/x" in sent.get_content()
    assert mail("en")["Subject"] == "Reset your password"
    assert mail("")["Subject"] == f"{OWN['subject']} / Reset your password"
    entry = Entry.objects.get(action="notice_wording.set")
    assert (entry.subject, entry.details) == ("password_reset", {"language": "ja"})
    assert "独自の文面" in desk.get("/console/texts/").content.decode()


def test_an_own_text_of_the_virus_check_is_given_to_the_filter(desk: Client) -> None:
    made = make("株式会社わたし", "ours.example").made
    typed = {"subject": "削除しました", "body": "{virus}", "step": "save"}
    assert desk.post("/console/texts/virus_removed/ja/", typed).status_code == 302
    wish = domain_of(made.domain.name)
    assert wish is not None
    ((key, text),) = wish.notices
    assert (key, text.language, text.subject) == ("virus_removed", "ja", "削除しました")


def test_a_preview_saves_nothing_and_keeps_what_is_typed(desk: Client) -> None:
    text = desk.post(WHERE, {**OWN, "step": "preview"}).content.decode()
    assert "こちらからどうぞ。\nhttps://mail.sample.example/" in text and "まだ保存されていません" in text
    assert f'value="{OWN["subject"]}"' in text
    assert not NoticeOverride.objects.exists()


@pytest.mark.parametrize("step", ["preview", "save"])
@pytest.mark.parametrize(
    ("body", "words"), [("リンクなし", "{link}"), ("{link} {password}", "{password}"), ("", "本文")]
)
def test_a_text_that_would_harm_is_refused_with_what_is_typed(desk: Client, step: str, body: str, words: str) -> None:
    answer = desk.post(WHERE, {"subject": "s", "body": body, "step": step})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not NoticeOverride.objects.exists()


def test_the_standard_text_comes_back(desk: Client) -> None:
    desk.post(WHERE, {**OWN, "step": "save"})
    asked = desk.get(f"{WHERE}standard/").content.decode()
    assert "パスワードの再設定" in asked
    assert desk.post(f"{WHERE}standard/").status_code == 302
    assert mail("ja")["Subject"] == "パスワードの再設定"
    assert desk.get(f"{WHERE}standard/").status_code == 302


def test_what_is_typed_is_text_and_no_markup(desk: Client) -> None:
    hostile = {"subject": "<script>alert(1)</script>", "body": "<img src=x> {link}", "step": "preview"}
    text = desk.post(WHERE, hostile).content.decode()
    assert "<script>alert" not in text and "<img src=x" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.key)
def test_every_notice_can_be_looked_at(notice: type[Notice], language: str) -> None:
    text = written(sample(notice, language), language=language)
    assert "{" not in text.subject + text.body
    assert {one.name.strip("{}") for one in placeholders(notice)} == notice.placeholders()


def test_readers_are_named_for_notices_that_there_are() -> None:
    assert READERS.keys() <= BY_KEY.keys()


@pytest.mark.parametrize("path", ["nothing/ja/", "password_reset/fr/", "../etc/ja/", "password_reset/ja/x/"])
def test_there_is_no_other_text(desk: Client, path: str) -> None:
    assert desk.get(f"/console/texts/{path}").status_code == 404


def test_programs_read_write_and_reset_a_text(program: Callable[..., Any]) -> None:
    where = "texts/password_reset/ja"
    assert [one["is_own"] for one in program("GET", "texts").json()] == [False] * len(NOTICES) * len(LANGUAGES)
    standard = program("GET", where).json()
    assert "{link}" in standard["body"] and "{link}" in standard["placeholders"]
    assert program("PUT", where, OWN).json() == {**standard, **OWN, "is_own": True}
    refused = program("PUT", where, {**OWN, "body": "link"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "wording_missing")
    assert mail("ja")["Subject"] == OWN["subject"]
    assert program("DELETE", where).json() == standard
    assert mail("ja")["Subject"] != OWN["subject"]
    assert program("GET", "texts/password_reset/fr").status_code == program("GET", "texts/x/ja").status_code == 404
