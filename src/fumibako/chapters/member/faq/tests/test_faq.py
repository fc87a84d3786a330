"""Questions: found by any words in either width, by category, in both languages."""

import pytest

from fumibako.chapters.member.faq import services
from fumibako.chapters.member.faq.errors import BadPosition
from fumibako.chapters.member.faq.models import Question
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, member, operator

__all__ = ["empty_cache", "ours"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("A1", "A5", "A6")]


@pytest.fixture(autouse=True)
def asked() -> None:
    services.add_question(
        actor=SYSTEM,
        category="software",
        question="ＩＭＡＰとPOPのどちらを選びますか。",
        answer="通常はIMAPです。",
        question_en="IMAP or POP?",
        answer_en="Usually IMAP.",
    )
    services.add_question(actor=SYSTEM, category="spam", question="届きません。", answer="迷惑メールをご確認ください。")


def found(query: str, **headers: str) -> tuple[bool, bool]:
    page = browser().get(f"/faq/?{query}", headers=headers).content.decode()
    return "通常はIMAP" in page or "Usually IMAP" in page, "届きません" in page


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("", (True, True)),
        ("q=imap", (True, False)),
        ("q=ＩＭＡＰ　選び", (True, False)),
        ("q=迷惑", (False, True)),
        ("q=imap 迷惑", (False, False)),
        ("q=or+pop", (True, False)),
        ("category=spam", (False, True)),
        ("category=software&q=届き", (False, False)),
        ("category=nonsense", (True, True)),
    ],
)
def test_every_word_counts_in_any_width_and_within_a_category(query: str, is_there: tuple[bool, bool]) -> None:
    assert found(query) == is_there


def test_english_pages_have_the_english_text() -> None:
    page = browser().get("/faq/", headers={"accept-language": "en"}).content.decode()
    assert "Usually IMAP." in page and "通常はIMAP" not in page and "届きません" in page


def test_members_find_them_in_their_menus(ours: Office) -> None:
    assert "通常はIMAP" in member(ours.user).get("/user/faq/").content.decode()
    assert "通常はIMAP" in member(ours.made.administrator).get("/admin/faq/").content.decode()


def test_the_operator_adds_changes_and_deletes_them() -> None:
    desk = operator()
    written = {"category": "mail", "question": "容量は？", "answer": "50 GBです。", "position": "１０"}
    assert desk.post("/console/faq/add/", written).status_code == 302
    row = Question.objects.get(question="容量は？")
    assert row.position == 10
    assert desk.post(f"/console/faq/{row.pk}/", {**written, "answer": "100 GBです。"}).status_code == 302
    assert "100 GBです。" in browser().get("/faq/").content.decode()
    assert desk.post(f"/console/faq/{row.pk}/delete/").status_code == 302
    assert not Question.objects.filter(pk=row.pk).exists()


def test_a_place_is_a_small_number() -> None:
    with pytest.raises(BadPosition):
        services.add_question(actor=SYSTEM, category="mail", question="x", answer="y", position=10_000)


def test_a_search_finds_pages_of_the_guide_too_and_the_guides_search_questions() -> None:
    assert "/guide/forwarding/" in browser().get("/faq/?q=転送").content.decode()
    assert "/guide/forwarding/" not in browser().get("/faq/").content.decode()
    page = browser().get("/guide/?q=迷惑メール").content.decode()
    assert "迷惑メールをご確認ください" in page and "通常はIMAP" not in page
