"""News: on top of the menus while it lasts, in the list afterwards, and nothing of it before its time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fumibako.chapters.member.news import services
from fumibako.chapters.member.news.errors import EndsBeforeItBegins
from fumibako.chapters.member.news.models import News
from fumibako.chapters.member.texts import BadText, BadTitle
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from tests.contracts.conftest import empty_cache, ours, program
from tests.contracts.people import Office, browser, member, operator

__all__ = ["empty_cache", "ours", "program"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("A1", "A5", "A6")]
HOUR = timedelta(hours=1)
BANNER = '<div class="notice'


def tell(kind: str, title: str, begins: timedelta, ends: timedelta | None = None, **more: str) -> News:
    now = timezone.now()
    until = None if ends is None else now + ends
    return services.add_news(
        actor=SYSTEM, kind=kind, title=title, text="本文", shown_from=now + begins, shown_until=until, **more
    )


def banners(page: str) -> str:
    return "".join(part.split("</div></div>")[0] for part in page.split(BANNER)[1:])


def test_it_stands_on_top_of_both_menus_the_site_and_the_login_while_it_lasts(ours: Office) -> None:
    tell("maintenance", "今夜の保守", -HOUR, HOUR)
    tell("information", "終わったこと", -3 * HOUR, -HOUR)
    tell("maintenance", "まだ先のこと", HOUR, 2 * HOUR)
    tell("information", "期限のないお知らせ", -HOUR)
    desks = ((member(ours.made.administrator), "/admin/"), (member(ours.user), "/user/"))
    for client, path in (*desks, (browser(), "/"), (browser(), "/login/")):
        found = banners(client.get(path).content.decode())
        assert "今夜の保守" in found, path
        assert not any(title in found for title in ("終わったこと", "まだ先のこと", "期限のないお知らせ")), path


def test_the_list_has_what_is_over_and_not_what_is_planned() -> None:
    tell("information", "終わったこと", -3 * HOUR, -HOUR)
    tell("maintenance", "まだ先のこと", HOUR, 2 * HOUR)
    page = browser().get("/news/").content.decode()
    assert "終わったこと" in page and "まだ先のこと" not in page


def test_an_incident_comes_first_and_stays_until_it_is_ended() -> None:
    incident = tell("incident", "配送の遅れ", -2 * HOUR)
    tell("maintenance", "今夜の保守", -HOUR, HOUR)
    found = banners(browser().get("/").content.decode())
    assert found.index("配送の遅れ") < found.index("今夜の保守")
    answer = operator().post(f"/console/news/{incident.pk}/end/")
    assert answer.status_code == 302
    assert "配送の遅れ" not in banners(browser().get("/").content.decode())
    assert "配送の遅れ" in browser().get("/news/").content.decode()


def test_english_pages_have_the_english_text_or_else_the_japanese() -> None:
    tell("incident", "遅れています", -HOUR, title_en="Mail is late")
    tell("incident", "調べています", -HOUR)
    page = browser().get("/news/", headers={"accept-language": "en"}).content.decode()
    assert "Mail is late" in page and "遅れています" not in page and "調べています" in page


def test_case_051_what_is_written_is_text() -> None:
    tell("incident", "<script>alert(1)</script>", -HOUR)
    for path in ("/", "/news/"):
        assert "<script>alert" not in browser().get(path).content.decode()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"title": " "}, BadTitle), ({"title": "a\nb"}, BadTitle), ({"text": ""}, BadText), ({"text": "\x00"}, BadText)],
)
def test_it_needs_a_title_and_a_text(given: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.add_news(
            actor=SYSTEM, shown_from=timezone.now(), **{"kind": "incident", "title": "x", "text": "y", **given}
        )
    assert not News.objects.exists() and not Entry.objects.exists()


def test_it_cannot_end_before_it_begins() -> None:
    with pytest.raises(EndsBeforeItBegins):
        tell("maintenance", "x", HOUR, -HOUR)


def test_the_operator_writes_changes_and_deletes_it() -> None:
    desk = operator()
    written = {"kind": "maintenance", "title": "保守", "text": "一行目\r\n二行目", "shown_from": "2026/11/28 1:00"}
    assert desk.post("/console/news/add/", written).status_code == 302
    news = News.objects.get()
    assert news.text == "一行目\n二行目" and timezone.localtime(news.shown_from).hour == 1
    form = desk.get(f"/console/news/{news.pk}/").content.decode()
    assert 'value="2026-11-28T01:00"' in form
    assert desk.post(f"/console/news/{news.pk}/", {**written, "title": "保守の延期"}).status_code == 302
    assert News.objects.get().title == "保守の延期"
    assert desk.post(f"/console/news/{news.pk}/delete/").status_code == 302
    assert not News.objects.exists()
    assert [entry.action for entry in Entry.objects.filter(action__startswith="news.").order_by("pk")] == [
        "news.add",
        "news.change",
        "news.delete",
    ]


def test_programs_add_and_list_it(program: Callable[..., Any]) -> None:
    given = {"kind": "incident", "title": "障害", "text": "調査中です。", "shown_until": "2030-01-01T00:00"}
    answer = program("POST", "news", given)
    assert answer.status_code == 200 and answer.json()["shown_until"].startswith("2030-01-01T00:00:00+09:00")
    assert [one["title"] for one in program("GET", "news").json()] == ["障害"]
    refused = program("POST", "news", {**given, "shown_from": "tomorrow"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_moment")
    refused = program("POST", "news", {**given, "kind": "gossip"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_kind")
