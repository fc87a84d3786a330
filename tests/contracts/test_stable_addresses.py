"""What bookmarks and habits rely on (UI 5.0): addresses that stay, words by which functions are found."""

from urllib.parse import quote

import pytest

from fumibako.chapters.console.domains.services import add_domain
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
__all__ = ("empty_cache", "ours")


def test_the_address_of_the_settings_leads_to_the_provider() -> None:
    assert operator().get("/console/settings/").url == "/console/branding/"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("不在通知", "/admin/accounts/"),
        ("自動応答", "/admin/accounts/"),
        ("ＭＬ", "/admin/aliases/"),
        ("ゾーン", "/admin/web/dns/"),
        ("インポート", "/admin/accounts/bulk/"),
        ("ホワイトリスト", "/admin/common-filter/"),
        ("国外", "/admin/web/overseas/"),
    ],
)
def test_an_administrator_finds_a_function_by_another_word(ours: Office, text: str, path: str) -> None:
    page = member(ours.made.administrator).get(f"/admin/find/?q={quote(text)}").content.decode()
    assert f'href="{path}"' in page.partition("<main")[2]


def test_customers_are_listed_with_domains_as_people_write_them(ours: Office) -> None:
    add_domain(actor=SYSTEM, customer=ours.made.customer, domain="日本語.example")
    page = operator().get("/console/customers/").content.decode()
    assert "日本語.example" in page and "xn--" not in page


def test_an_administrator_reads_the_own_domain_as_people_write_it(ours: Office) -> None:
    ours.made.customer.domains.update(name="xn--wgv71a119e.example")
    browser = member(ours.made.administrator)
    assert "<h1>日本語.example</h1>" in browser.get("/admin/").content.decode()
    assert "@日本語.example" in browser.get("/admin/accounts/add/").content.decode()
