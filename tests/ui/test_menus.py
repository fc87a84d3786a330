"""The menu with sixty entries, as the features to come will fill it: short enough to be seen at once (UI.md 5.0)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.ui.conftest import Site, Visitor
from tests.ui.test_every_page import by_axe

pytestmark = [pytest.mark.browser, pytest.mark.feature("A5", "A6")]
SIXTY = """() => {
    const areas = document.querySelectorAll('.side .area');
    const last = areas[areas.length - 1];
    for (let n = areas.length; n < 5; n++) last.after(last.cloneNode(true));
    for (const area of document.querySelectorAll('.side .area')) {
        const list = area.querySelector('ul');
        for (const line of area.querySelectorAll('li:nth-child(n + 13)')) line.remove();
        while (list.children.length < 12) {
            const line = list.children[0].cloneNode(true);
            line.querySelector('a').removeAttribute('aria-current');
            line.querySelector('a').lastChild.textContent = 'アカウント別利用容量';
            list.append(line);
        }
    }
    return document.querySelectorAll('.side .area li').length;
}"""


def with_sixty(visit: Callable[..., Visitor], site: Site, width: int) -> Page:
    visitor = visit(width=width).log_in(site.logins["administrator"])
    page = visitor.go("/admin/accounts/")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate(SIXTY) == 60
    return page


def top_of(page: Page, selector: str) -> float:
    return float(page.evaluate(f"document.querySelector('{selector}').getBoundingClientRect().top + scrollY"))


def test_sixty_entries_are_a_short_menu(site: Site, visit: Callable[..., Visitor]) -> None:
    page = with_sixty(visit, site, 1280)
    assert page.evaluate("document.querySelector('.side nav').scrollHeight") <= 700
    assert by_axe(page, "sixty entries", []) == []


def test_an_area_is_unfolded_by_keyboard(site: Site, visit: Callable[..., Visitor]) -> None:
    page = with_sixty(visit, site, 1280)
    closed = page.locator(".side .area:not([open]) > summary").first
    closed.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.area').open && document.activeElement.tagName") == "A"


def test_on_a_phone_the_page_begins_under_one_row_and_the_menu_has_the_rest(
    site: Site, visit: Callable[..., Visitor]
) -> None:
    page = with_sixty(visit, site, 390)
    assert top_of(page, "main") <= 120
    assert not page.locator(".side .hats").is_visible() and not page.locator("header .hats").is_visible()
    page.locator(".side > details > summary").click()
    for inside in (".side .hats", ".side .find input", ".side .area"):
        assert page.locator(inside).first.is_visible(), inside
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert by_axe(page, "sixty entries on a phone", []) == []
