"""How the pages lie on a screen, on a telephone and on paper: what no rule of accessibility looks at."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.ui.conftest import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.feature("A1", "A2", "A5", "B1", "C11", "E6")]
LONG = "株式会社東日本総合印刷紙器包装資材販売サービスホールディングス北海道東北支社営業本部"
# Cells that must stand on one line, and do not.
BROKEN = """[...document.querySelectorAll('td.number, td time, th.nowrap, td.nowrap, .chip')].filter(one => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return new Set([...words.getClientRects()].map(box => Math.round(box.bottom / 8))).size > 1;
}).map(one => one.innerText)"""
# Parts of a card's value that stand in the column of its label.
UNDER_THE_LABEL = """[...document.querySelectorAll('td[data-label] > *')].filter(
    one => one.getBoundingClientRect().left < one.parentElement.getBoundingClientRect().left + 100
).map(one => one.innerText)"""
SMALL = """[...document.querySelectorAll(
    'button, summary, input, select, .button, .tile, .side a, .crumbs a, tbody th a'
)].filter(one => one.checkVisibility() && !one.matches('[type=checkbox], .unseen'))
  .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 120))"""


def add(page: Page, local_part: str, display_name: str) -> None:
    page.fill("[name=local_part]", local_part)
    page.fill("[name=display_name]", display_name)
    page.click("main form .primary")
    page.wait_for_selector("#copy_password")


def test_one_long_name_does_not_break_the_other_columns(site: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit().log_in(site.logins["administrator"])
    add(visitor.go("/admin/accounts/add/"), "long", LONG)
    page = visitor.go("/admin/accounts/")
    assert page.evaluate(BROKEN) == []
    assert (
        page.locator("tbody a >> text=administrator@sample.example >> nth=0").evaluate(
            "one => one.getClientRects().length"
        )
        == 1
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_the_health_page_keeps_names_whole_and_warnings_beside_their_label(
    visit: Callable[..., Visitor], width: int
) -> None:
    page = visit(width=width).log_in_as_operator().go("/console/health/")
    assert page.evaluate(BROKEN) == []
    if width == 360:
        assert page.evaluate(UNDER_THE_LABEL) == []


def test_the_console_names_the_services_that_need_a_look(visit: Callable[..., Visitor]) -> None:
    page = visit().log_in_as_operator().page
    notice = page.locator("main .notice", has_text="clamd")
    assert re.search(r"clamd.*freshclam", notice.inner_text(), re.DOTALL)
    notice.get_by_role("link").click()
    assert page.url.endswith("/console/health/")


@pytest.mark.parametrize("script", [True, False])
def test_what_was_done_stands_above_the_content_and_covers_nothing(
    site: Site, visit: Callable[..., Visitor], script: bool
) -> None:
    visitor = visit(width=360, script=script).log_in(site.logins["administrator"])
    page = visitor.go(f"/admin/accounts/{site.logins['users'][1]['address']}/")
    page.click("main form .primary")
    said = page.locator("main > .results")
    said.wait_for()
    assert "保存しました" in said.inner_text()
    below = page.locator("main h1").bounding_box()
    box = said.bounding_box()
    assert box and below and box["y"] + box["height"] <= below["y"]


def test_a_telephone_sorts_by_a_choice_without_script(site: Site, visit: Callable[..., Visitor]) -> None:
    page = visit(width=360, script=False).log_in(site.logins["administrator"]).go("/admin/accounts/")
    page.select_option("[name=sort]", label="メールアドレス（降順）")
    page.click("main form[role=search] button")
    addresses = page.locator("tbody th a").all_inner_texts()
    assert addresses == sorted(addresses, reverse=True)
    assert page.locator("[name=sort] :checked").inner_text() == "メールアドレス（降順）"


def test_fingers_find_everything_on_a_telephone(site: Site, visit: Callable[..., Visitor]) -> None:
    """UI.md 4.3: 44 px on coarse pointers."""
    visitor = visit(width=360, touch=True).log_in(site.logins["administrator"])
    page = visitor.page
    for path in ("/admin/", "/admin/accounts/", f"/admin/accounts/{site.logins['users'][1]['address']}/sheet/"):
        visitor.go(path)
        page.click("summary")
        assert page.evaluate(SMALL) == [], path


def test_a_telephone_shows_the_login_before_the_welcome(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=360)
    page = visitor.go("/")
    form, welcome = page.locator("main form").bounding_box(), page.locator("main h1").bounding_box()
    assert form and welcome and form["y"] < welcome["y"]
    for path in ("/", "/login/"):
        assert "パスワードを忘れた方" in visitor.go(path).inner_text("main form")


def test_a_slash_goes_to_the_search_but_not_while_typing(site: Site, visit: Callable[..., Visitor]) -> None:
    page = visit().log_in(site.logins["administrator"]).go("/admin/accounts/")
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    assert page.evaluate("document.activeElement.value") == "a/b"


def test_a_sheet_is_a_letter_on_paper(site: Site, visit: Callable[..., Visitor]) -> None:
    page = visit().log_in(site.logins["administrator"]).go("/admin/accounts/add/")
    add(page, "paper", "紙野 文子")
    assert page.locator("main >> text=続けて追加する").is_visible()
    assert page.locator("tbody [data-copy]").count() == 8  # each server's name and port
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 658, "height": 900})
    paper = page.inner_text("body")
    for words in (
        "株式会社サンプル",
        "紙野 文子 様",
        "メールアカウント設定のご案内",
        "文箱メールサービス",
        "サーバー名",
    ):
        assert words in paper
    assert re.search(r"\d{4}/\d\d/\d\d\(.\)", paper)
    assert paper.count("メールソフトの設定") == 1
    for words in ("メールアカウント ›", "コピー", "続けて追加する", "ログアウト"):
        assert words not in paper
    page.emulate_media(media="screen")
    page.goto(f"{site.url}/admin/accounts/paper@sample.example/password/")
    page.click("main form .primary")
    page.wait_for_selector("#copy_password")
    assert page.locator("main >> text=続けて追加する").count() == 0


def test_a_full_contract_says_so_before_anything_is_typed(site: Site, visit: Callable[..., Visitor]) -> None:
    contract = "from fumibako.chapters.contract.plans.models import Contract\nContract.objects.update(accounts_max={})"
    visitor = visit().log_in(site.logins["administrator"])
    site.manage(contract.format(1))
    try:
        assert "すべて使用しています" in visitor.go("/admin/accounts/").inner_text("main .notice")
        page = visitor.go("/admin/accounts/add/")
        assert "オプション" in page.inner_text("main .notice")
        assert page.locator("[name=local_part]").count() == 0
    finally:
        site.manage(contract.format(50))


def test_other_browsers_are_ended(site: Site, visit: Callable[..., Visitor]) -> None:
    me = site.logins["users"][1]
    page = visit().log_in(me).page
    other = visit().log_in(me)
    page.goto(f"{site.url}/user/sessions/")
    page.click("main form button")
    assert "ほかにログイン中の端末はありません" in page.inner_text("main")
    assert re.search(r"\d{4}/\d\d/\d\d\(.\) \d\d:\d\d", page.inner_text("tbody"))
    assert "/login/" in other.go("/user/").url
