"""Every page, in both languages, light and dark, wide and narrow: accessible, no CSP report, no sideways scroll
(U14, U15, U24). By day in two looks, and axe asked once a page: what another look changes are colours and widths, which
the page of all components shows in each. With FUMIBAKO_SHOTS=DIR, pictures of them all."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from fumibako.groundwork.features import Face
from tests.contracts.declared import Answer
from tests.ui import pages
from tests.ui.conftest import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.feature("A1", "A2", "A5", "A6", "B1", "C2", "C3", "C10", "C11", "E6")]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not described: a third of the time
}
# Colours are half of axe's time, and pages are made of the same parts: each kind of text, by the classes of all that it
# stands in, is asked once in a look.
WITHOUT_COLOURS = {**RULES, "rules": {"color-contrast": {"enabled": False}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
MARK_NEW_KINDS = """known => {
    const old = new Set(known), found = new Set();
    for (const text of document.querySelectorAll('body *')) {
        if (![...text.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && !text.matches('input'))
            continue;
        let kind = '';
        for (let node = text; node; node = node.parentElement)
            kind += `${node.tagName}.${node.className} ${node.getAttribute('style') || ''} ${node.disabled || ''}<`;
        if (old.has(kind) || found.has(kind)) continue;
        found.add(kind);
        text.dataset.newKind = '';
    }
    return [...found];
}"""
CUT = """[...document.querySelectorAll('.card')].filter(card => card.scrollWidth > card.clientWidth)
                                                 .map(card => card.innerText)"""
COMPONENTS = "/console/style/"


@dataclass(frozen=True)
class Look:
    width: int
    theme: str
    language: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.language}"


LOOKS = (Look(1280, "light", "ja"), Look(360, "dark", "en"))
LONG_LOOKS = (
    Look(360, "light", "ja"),
    Look(1280, "dark", "ja"),
    Look(1100, "light", "ja"),
    Look(800, "light", "en"),
    Look(1280, "light", "en"),
)


def _looks(by_day: Sequence[Look]) -> pytest.MarkDecorator:
    marked = ((look, () if look in by_day else pytest.mark.long) for look in (*LOOKS, *LONG_LOOKS))
    return pytest.mark.parametrize("look", [pytest.param(look, marks=marks) for look, marks in marked], ids=str)


Looking = Callable[[Page, str], list[str]]


@pytest.fixture
def wrong_with(look: Look, *, long: bool) -> Looking:
    """Tells what is wrong with a page; path: what it is called."""
    kinds: list[str] = []

    def told(page: Page, path: str) -> list[str]:
        wrong = by_axe(page, path, kinds) if long or look == LOOKS[0] or path == COMPONENTS else []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            wrong.append(f"{path} scrolls {wide} px sideways")
        wrong += [f"{path} cuts {words[:60]}" for words in page.evaluate(CUT)]
        if os.environ.get("FUMIBAKO_SHOTS"):
            file = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "top"
            page.screenshot(path=Path(os.environ["FUMIBAKO_SHOTS"]) / f"{look}-{file}.png", full_page=True)
        return wrong

    return told


def by_axe(page: Page, path: str, kinds: list[str]) -> list[str]:
    """kinds: of text, whose colours are known to be right; those of this page are added."""
    violations = Axe().run(page, options=WITHOUT_COLOURS).response["violations"]
    if new := page.evaluate(MARK_NEW_KINDS, kinds):
        kinds += new
        violations += page.evaluate("options => axe.run('[data-new-kind]', options)", COLOURS)["violations"]
    return [
        f"{path} {found['id']}: {node['html'][:150]} {node['failureSummary'][:200]}"
        for found in violations
        for node in found["nodes"]
    ]


@_looks(LOOKS)
def test_every_page_is_accessible_and_fits(
    site: Site, visit: Callable[..., Visitor], look: Look, wrong_with: Looking
) -> None:
    wrong: list[str] = []
    for who in ("nobody", "administrator", "user", "owner", "operator"):
        visitor = visit(**asdict(look))
        if who == "administrator":
            visitor.log_in(site.logins["administrator"])
            paths = pages.paths(Face.ADMIN, site.logins)
        elif who == "user":
            visitor.log_in(site.logins["users"][1])
            paths = [*pages.paths(Face.USER, site.logins), *pages.paths(Face.WEBMAIL, site.logins)]
        elif who == "owner":
            visitor.log_in_as_owner()
            paths = pages.paths(Face.MYPAGE, site.logins)
        elif who == "operator":
            visitor.log_in_as_operator()
            paths = pages.paths(Face.CONSOLE, site.logins)
        else:
            paths = pages.outside(site.logins)
        for path in paths:
            wrong += wrong_with(visitor.go(path), path)
    assert not wrong, "\n".join(wrong)


def sent(page: Page, answer: Answer) -> int | None:
    """The status of what comes when the form is filled in and sent."""
    form = "".join(f":has([name={field}])" for field in answer.filled)
    button = f"main form{form} button:not([type=button]) >> nth=-1"
    for field, value in answer.filled.items():
        asked = page.locator(f"main [name={field}]").first
        match asked.evaluate("field => field.tagName === 'INPUT' ? field.type : field.tagName", timeout=5000):
            case "hidden":
                pass  # what a page carries on
            case "checkbox" | "radio" if value:
                page.check(f'main [name={field}][value="{value}"], main [name={field}]:not([value])', timeout=5000)
            case "checkbox":
                for box in page.locator(f"main [name={field}]").all():
                    box.uncheck()
            case "SELECT":
                asked.select_option(value, timeout=5000)
            case "BUTTON":
                button = f"main [name={field}]"
            case _:
                asked.fill(value, timeout=5000)
    with page.expect_navigation() as came:
        page.click(button, timeout=5000)
    return came.value.status if came.value else None


@_looks(LOOKS[1:])
def test_every_answer_to_a_form_is_accessible_and_fits(
    site: Site, visit: Callable[..., Visitor], look: Look, wrong_with: Looking
) -> None:
    nobody, administrator, user, owner, operator = (visit(**asdict(look)) for _ in range(5))
    administrator.log_in(site.logins["administrator"])
    user.log_in(site.logins["users"][1])
    owner.log_in_as_owner()
    operator.log_in_as_operator()
    wrong: list[str] = []
    members = ((administrator, Face.ADMIN), (user, Face.USER))
    for visitor, face in ((nobody, None), *members, (owner, Face.MYPAGE), (operator, Face.CONSOLE)):
        answers = pages.answers(face, site.logins, f"look-{look}")
        for number, answer in enumerate(answers):
            page = visitor.go(answer.path)
            try:
                status = sent(page, answer)
            except Error as error:  # the others are told, too
                wrong.append(f"{answer.path}: {error.message[:300]}")
                continue
            if status != answer.status:
                wrong.append(f"{answer.path} answered {status}: {page.locator('.error').all_inner_texts()}")
            wrong += wrong_with(page, f"{answer.path} sent {number}")
    assert not wrong, "\n".join(wrong)
