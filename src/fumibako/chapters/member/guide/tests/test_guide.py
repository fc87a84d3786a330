"""The guide: in both languages, about pages that exist, in the words that stand on them."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from fumibako.chapters.features import pages
from fumibako.chapters.member.guide.reading import Block, read
from fumibako.chapters.member.guide.topics import TEXTS, TOPICS, Group, find, topics
from fumibako.groundwork.features import Area, Face
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, member

__all__ = ["empty_cache", "ours"]
pytestmark = pytest.mark.feature("A1", "A5", "A6")
SOURCE = Path(__file__).parents[5]
LANGUAGES = ("ja", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_a_text_and_no_text_is_left_over(language: str) -> None:
    assert {path.stem for path in (TEXTS / language).iterdir()} == {topic.slug for topic in TOPICS}


def test_every_topic_is_about_a_page_that_exists() -> None:
    for topic in TOPICS:
        if topic.page:
            assert topic.face and topic.page in {page.name for _, page in pages(topic.face)}, topic.slug


def test_every_entry_of_the_menus_has_a_topic() -> None:
    """News, questions and inquiries share the one that is called support."""
    for face in (Face.ADMIN, Face.USER):
        shown = {page.name for _, page in pages(face) if page.shown and page.shown.area is not Area.SUPPORT}
        assert not shown - {topic.page for topic in TOPICS if topic.face is face}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_text_quotes_stands_on_a_page(language: str) -> None:
    """A label that was reworded is reworded here, too."""
    keyword, quotes = ("msgstr", "「([^」]+)」") if language == "ja" else ("msgid", "“([^”]+)”")
    catalogues = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("ja/LC_MESSAGES/django.po"))
    labels = set(re.findall(rf'^{keyword}(?:\[\d\])? "(.+)"$', catalogues, re.MULTILINE))
    for topic in TOPICS:
        text = (TEXTS / language / f"{topic.slug}.md").read_text("utf-8")
        assert set(re.findall(quotes, text)) <= labels, topic.slug


def test_the_marks_are_read() -> None:
    text = read("# Title\nSummary.\n1. One\n1. Two\n\nWords.\nMore.\n- A\n> Hint\n## Head\n")
    assert (text.title, text.summary) == ("Title", "Summary.")
    assert text.blocks == (
        Block("steps", ("One", "Two")),
        Block("paragraph", ("Words.",)),
        Block("paragraph", ("More.",)),
        Block("points", ("A",)),
        Block("hint", ("Hint",)),
        Block("heading", ("Head",)),
    )


def test_the_search_looks_for_every_word_in_any_width() -> None:
    with translation.override("ja"):
        assert [topic.slug for topic in find("membersite", "転送先 ループ")] == ["forwarding"]
        assert "software" in {topic.slug for topic in find("usermenu", "ｉｍａｐ")}
        assert find("membersite", "転送先 ｉｍａｐ") == ()


def test_pages_about_what_is_looked_for_come_before_those_that_only_speak_of_it() -> None:
    with translation.override("ja"):
        found = [topic.slug for topic in find("usermenu", "転送")]
        assert found[0] == "forwarding" and len(found) > 1
        assert [topic.slug for topic in find("usermenu", "")] == [topic.slug for topic in topics("usermenu")]


def test_users_are_not_told_what_only_administrators_do() -> None:
    with translation.override("ja"):
        assert all(topic.group is not Group.ADMIN for topic in find("usermenu", ""))
        assert {topic.group for topic in find("adminmenu", "")} == set(Group)


@pytest.mark.django_db
def test_a_page_leads_to_its_function_in_the_menu_it_is_read_in(ours: Office) -> None:
    user, administrator = member(ours.user), member(ours.made.administrator)
    assert 'href="/user/forwarding/"' in user.get("/user/guide/forwarding/").content.decode().split("<main")[1]
    assert 'href="/user/forwarding/"' not in browser().get("/guide/forwarding/").content.decode()
    bulk = administrator.get("/admin/guide/bulk/").content.decode().split("<main")[1]
    assert 'href="/admin/accounts/bulk/"' in bulk
    assert user.get("/user/guide/bulk/").status_code == 404
    assert browser().get("/guide/nothing/").status_code == 404


@pytest.mark.django_db
def test_a_page_of_a_menu_leads_to_its_guide_and_one_without_does_not(ours: Office) -> None:
    user, administrator = member(ours.user), member(ours.made.administrator)
    assert 'href="/user/guide/two-step/"' in user.get("/user/two-step/").content.decode()
    assert 'href="/admin/guide/dns/"' in administrator.get("/admin/web/dns/").content.decode()
    assert "/user/guide/" not in user.get("/user/").content.decode().split("<main")[1]
