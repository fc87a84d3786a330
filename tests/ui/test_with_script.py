"""What script adds: it is small, it says when it sends, it shows passwords, and it never gets in the way."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route

from tests.ui.conftest import Site, Visitor

STATIC = Path(__file__).parents[2] / "src" / "fumibako" / "groundwork" / "ui" / "static" / "ui"


def test_script_and_style_stay_within_their_budget() -> None:
    """U1 and U2: everything is one file each, also on the pages of strangers, which may have the least."""
    assert len(gzip.compress((STATIC / "fumibako.js").read_bytes())) < 5_000
    assert len(gzip.compress((STATIC / "fumibako.css").read_bytes())) < 14_000


@pytest.mark.feature("F")
def test_the_webmails_script_and_style_stay_within_their_budget() -> None:
    """U1 (45 KB, 8 more for writing, 40 more for formatting) and U2 (20 KB, no fonts, nothing from elsewhere)."""
    webmail = STATIC.parents[3] / "chapters" / "webmail"
    reading = [*(webmail / "reading" / "static" / "reading").glob("*.js"), STATIC / "fumibako.js"]
    writing = (webmail / "writing" / "static" / "writing" / name for name in ("writing.js", "people.js"))
    assert sum(len(gzip.compress(path.read_bytes())) for path in reading) < 16_000
    assert sum(len(gzip.compress(path.read_bytes())) for path in writing) < 8_000
    styles = [STATIC / "fumibako.css", webmail / "reading" / "static" / "reading" / "webmail.css"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in styles) < 20_000
    assert not [
        path for path in styles if re.search(r"@font-face|@import|url\(\s*['\"]?(?:https?:)?//", path.read_text())
    ]


@pytest.mark.browser
def test_a_password_can_be_looked_at_and_full_width_is_told(visit: Callable[..., Visitor]) -> None:
    page = visit().go("/login/")
    page.fill("#id_password", "ｐａｓｓ")
    assert page.locator("#id_password_width").is_visible()
    page.fill("#id_password", "pass")
    assert not page.locator("#id_password_width").is_visible()
    page.click("[data-reveal]")
    assert page.get_attribute("#id_password", "type") == "text"


@pytest.mark.browser
def test_typing_settles_what_was_asked_for(site: Site, visit: Callable[..., Visitor]) -> None:
    page = visit().log_in(site.logins["administrator"]).page
    page.goto(f"{site.url}/admin/accounts/add/")
    page.fill("[name=quota_bytes]", "x")
    page.click("main form .primary")
    assert page.locator("#id_local_part_error").is_visible()
    page.type("[name=local_part]", "a")
    assert page.locator("#id_local_part_error").count() == 0
    assert page.get_attribute("[name=local_part]", "aria-invalid") is None
    page.type("[name=quota_bytes]", "1")
    assert page.locator("#id_quota_bytes_error").is_visible()  # which typing alone does not put right


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_password_is_typed_where_that_is_chosen(site: Site, visit: Callable[..., Visitor], *, script: bool) -> None:
    page = visit(script=script).log_in(site.logins["administrator"]).page
    page.goto(f"{site.url}/admin/accounts/add/")
    assert not page.locator("[name=password]").is_visible()
    page.check("[value=typed]")
    page.fill("[name=password]", "Kaban-to-kasa-77")
    page.click("main form .primary")
    assert page.is_checked("[value=typed]")
    assert "消去しました" in page.inner_text("#id_password_error")
    page.fill("[name=password]", "Kaban-to-kasa-77")
    page.check("[value=made]")
    assert not page.locator("[name=password]").is_visible()
    page.click("main form .primary")
    assert page.locator("#id_password_by_error").count() == (0 if script else 1)


@pytest.mark.browser
def test_being_applied_turns_into_live_without_a_reload(site: Site, visit: Callable[..., Visitor]) -> None:
    """The worker's part is played here by hand: no daemons stand behind this site."""
    visitor = visit().log_in(site.logins["administrator"])
    address = site.logins["users"][1]["address"]
    page = visitor.go(f"/admin/accounts/{address}/")
    page.fill("[name=display_name]", "佐藤")
    page.click("main form .primary")
    page.wait_for_selector("#account-state .chip.busy")
    site.manage(
        "from fumibako.groundwork.publish.models import Publication\n"
        "Publication.objects.update(outcome='live', applied=1)"
    )
    page.wait_for_selector("#account-state .chip.busy", state="detached", timeout=15_000)
    assert "利用中" in page.inner_text("#account-state")


@pytest.mark.browser
@pytest.mark.feature("D1")
def test_a_large_file_goes_up_in_parts_and_on_where_it_was_cut(
    site: Site, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    """The server's part is played here: no agent stands behind this site."""
    file, folder = tmp_path / "夏.mp4", f"{site.url}/admin/web/files/?folder=htdocs"
    file.write_bytes(bytes(6 << 20))
    page = visit().log_in(site.logins["administrator"]).go("/admin/web/files/upload/?folder=htdocs")
    asked: list[int | None] = []

    def answer(route: Route) -> None:
        sent = (route.request.post_data_buffer or b"").decode("utf-8", "replace")
        fields = dict(re.findall(r'name="([a-z]+)"\r\n\r\n([^\r]+)', sent))
        assert (fields["name"], fields["size"]) == ("夏.mp4", str(6 << 20))
        assert re.search(r"-[0-9a-f]{64}$", fields["stamp"])
        asked.append(int(fields["offset"]) if "offset" in fields else None)
        if len(asked) == 3:
            route.abort()
        else:
            route.fulfill(json={"offset": (asked[-1] or 0) + (1 << 20) * (len(asked) > 1), "is_whole": len(asked) == 5})

    page.route("**/files/part/**", answer)
    page.set_input_files("#files", file)
    page.click("[data-send]")
    page.wait_for_url(folder)
    assert asked == [None, 0, 1 << 20, None, 1 << 20]


@pytest.mark.browser
def test_a_form_is_sent_once_however_often_it_is_clicked(site: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit().log_in(site.logins["administrator"])
    page = visitor.go("/admin/accounts/add/")
    page.fill("[name=local_part]", "once")
    posts: list[str] = []
    page.on("request", lambda asked: posts.append(asked.url) if asked.method == "POST" else None)
    page.dblclick("main form .primary")
    page.wait_for_selector("text=once@sample.example")
    assert len(posts) == 1
    visitor.go("/admin/accounts/once@sample.example/delete/")
    page.fill("[name=address]", "once@sample.example")
    page.click("main form .primary")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_question_is_asked_in_a_dialog_and_answered_there(
    site: Site, visit: Callable[..., Visitor], theme: str
) -> None:
    visitor = visit(theme=theme, width=360 if theme == "dark" else 1280).log_in(site.logins["administrator"])
    address = site.logins["users"][1]["address"]
    page = visitor.go(f"/admin/accounts/{address}/")
    page.click("main a >> text=削除する")
    dialog = page.locator("dialog")
    assert dialog.get_by_role("heading").inner_text() == "アカウントを削除しますか"
    page.wait_for_function("document.activeElement.name === 'address'")
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") == "削除する"
    page.click("main a >> text=停止する")
    dialog.locator("text=キャンセル").click()
    dialog.wait_for(state="detached")
    page.click("main a >> text=停止する")
    dialog.locator("button.primary").click()
    page.wait_for_selector("text=停止しました")
    page.click("text=アカウントを再開する")
    page.click("main a >> text=削除する")
    page.fill("dialog [name=address]", "somebody@else.example")
    dialog.locator("button.primary").click()
    page.wait_for_selector("text=一致しません")  # the page of the question, with what was typed
    assert page.url.endswith("/delete/")


@pytest.mark.browser
@pytest.mark.parametrize("words", ["削除する", "停止する"])
def test_a_double_click_asks_once(site: Site, visit: Callable[..., Visitor], words: str) -> None:
    visitor = visit().log_in(site.logins["administrator"])
    page = visitor.go(f"/admin/accounts/{site.logins['users'][0]['address']}/")
    page.dblclick(f"main a >> text={words}")
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("dialog[open]")
    assert page.locator("dialog").count() == 1
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    page.click(f"main a >> text={words}")
    page.locator("dialog").get_by_role("heading").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_the_focus_is_seen_on_every_stop_of_the_keyboard(site: Site, visit: Callable[..., Visitor], width: int) -> None:
    """U17: each stop has an outline, and nothing lies over it."""
    visitor = visit(width=width).log_in(site.logins["administrator"])
    page = visitor.go("/admin/accounts/")
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return {tag: at.tagName, html: at.outerHTML.slice(0, 100), outline: parseFloat(style.outlineWidth),
                        isSeen: at === top || at.contains(top)};
            }"""
        )
        if stop["tag"] == "BODY":
            break
        seen += 1
        assert stop["outline"] >= 2, stop
        assert stop["isSeen"], stop
    assert seen > 12
