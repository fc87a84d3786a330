"""The whole walk without script (U16): log in, add, change, suspend, resume, forward, new password, delete, log out."""

import re
from collections.abc import Callable

import pytest

from tests.ui.conftest import Site, Visitor

pytestmark = pytest.mark.browser


def said(visitor: Visitor) -> str:
    return visitor.page.inner_text(".results")


@pytest.mark.feature("A2", "A5", "B1")
def test_an_administrator_keeps_accounts_without_script(site: Site, visit: Callable[..., Visitor]) -> None:
    walker = visit(script=False).log_in(site.logins["administrator"])
    page = walker.page
    page.click("nav summary >> text=/^\\s*メール\\s*$/")
    page.click("nav >> text=メールアカウント")
    page.click("main .headline a >> text=アカウントを追加")
    page.fill("[name=local_part]", "Ｋｅｉｒｉ")
    page.fill("[name=display_name]", "経理部")
    page.click("main form .primary")
    assert page.inner_text("h1") == "keiri@sample.example"
    assert re.search(r"\b\w{4}(-\w{4}){3}\b", page.inner_text("main"))  # the password, this once
    page.click("nav >> text=メールアカウント")
    page.fill("[name=search]", "経理")
    page.click("main form[role=search] button")
    assert page.locator("tbody tr").count() == 1
    page.click("tbody th a")
    page.fill("[name=display_name]", "経理")
    page.fill("[name=quota_bytes]", "百")
    page.click("main form .primary")
    assert "GB単位" in page.inner_text(".field .error >> visible=true")
    assert page.input_value("[name=display_name]") == "経理"  # nothing typed is lost
    page.fill("[name=quota_bytes]", "０．５")
    page.click("main form .primary")
    assert "保存しました" in said(walker)
    page.click("main a >> text=停止する")
    page.click("main form .primary")
    assert "停止しました" in said(walker)
    assert "停止中" in page.inner_text(".headline")
    page.click("text=アカウントを再開する")
    assert "再開しました" in said(walker)
    page.click("main a >> text=削除する")
    page.fill("[name=address]", "suzuki@sample.example")
    page.click("main form .primary")
    assert "一致しません" in page.inner_text("main")
    page.fill("[name=address]", "keiri@sample.example")
    page.click("main form .primary")
    assert "削除しました" in said(walker)
    page.click("text=ログアウト")
    walker.go("/admin/")
    assert "/login/" in page.url


@pytest.mark.feature("A6", "C2", "C3")
def test_a_user_forwards_and_changes_the_password_without_script(site: Site, visit: Callable[..., Visitor]) -> None:
    me = site.logins["users"][0]
    walker = visit(script=False).log_in(me)
    page = walker.page
    page.click("nav summary >> text=自分のメール")
    page.click("nav >> text=転送設定")
    page.check("[name=is_on]")
    page.fill("[name=targets]", "hanako@elsewhere.example\nばつ")
    page.click("main form .primary")
    assert "ばつ" in page.input_value("[name=targets]")
    assert page.locator(".field .error >> visible=true").count() == 1
    page.fill("[name=targets]", me["address"])
    page.click("main form .primary")
    assert "戻ってきてしまいます" in page.inner_text("main")
    page.fill("[name=targets]", "hanako@elsewhere.example")
    page.click("main form .primary")
    assert "保存しました" in said(walker)
    assert "次のアドレスへの転送を反映しています" in page.inner_text("#state")
    assert page.locator("#state li").all_inner_texts() == ["hanako@elsewhere.example"]
    page.click("nav >> text=パスワードの変更")
    page.fill("[name=old]", "not-the-old-one")
    page.fill("[name=password]", "Kaban-to-kasa-77")
    page.fill("[name=again]", "Kaban-to-kasa-77")
    page.click("main form .primary")
    assert "現在のパスワードが違います" in page.inner_text("main")
    page.fill("[name=old]", me["password"])
    page.fill("[name=password]", "Kaban-to-kasa-77")
    page.fill("[name=again]", "Kaban-to-kasa-77")
    page.click("main form .primary")
    assert "変更しました" in said(walker)
    me["password"] = "Kaban-to-kasa-77"
    assert walker.go("/user/").url.endswith("/user/")  # this browser stays logged in


@pytest.mark.feature("E6")
def test_an_operator_adds_and_suspends_a_customer_without_script(site: Site, visit: Callable[..., Visitor]) -> None:
    walker = visit(script=False).log_in_as_operator()
    page = walker.page
    page.click("main >> text=お客様を登録 >> nth=0")
    page.fill("[name=name]", "有限会社ためし")
    page.fill("[name=domain]", "ｔａｍｅｓｈｉ.example")
    page.click("main form .primary")
    assert "まだ登録されていません" in page.inner_text("main")
    page.click("main form .primary")
    assert "administrator@tameshi.example" in page.inner_text("main")
    page.click("main >> text=お客様のページへ")
    page.click("main a >> text=停止する")
    assert "1件のメールアカウントがすぐに停止します" in page.inner_text("main")
    page.click("main form .primary")
    assert "停止中" in page.inner_text(".headline")
    page.click("main >> text=利用を再開する")
    assert "利用中" in page.inner_text(".headline")


def test_language_and_colours_stay_without_script(visit: Callable[..., Visitor]) -> None:
    walker = visit(script=False)
    page = walker.go("/login/")
    page.click("footer >> text=English")
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("h1") == "Log in"
    page.click("footer >> text=Dark")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.url.endswith("/login/")
