"""Every page, in both languages, light and dark, wide and narrow: accessible, no CSP report, no sideways scroll
(U14, U15, U24). With FUMIBAKO_SHOTS=DIR, pictures of them all."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from fumibako.groundwork.features import Face
from tests.ui import pages
from tests.ui.conftest import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.feature("A1", "A2", "A5", "A6", "B1", "C2", "C3", "C10", "C11", "E6")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
CUT = """[...document.querySelectorAll('.card')].filter(card => card.scrollWidth > card.clientWidth)
                                                 .map(card => card.innerText)"""
LOOKS = [
    (1280, "light", "ja"),
    (360, "light", "ja"),
    (1280, "dark", "ja"),
    (360, "dark", "en"),
    (1100, "light", "ja"),
    (800, "light", "en"),
    (1280, "light", "en"),
]


def look(visitor: Visitor, path: str, name: str) -> list[str]:
    """What is wrong with a page as this visitor sees it."""
    return looked_at(visitor.go(path), path, name)


def looked_at(page: Page, path: str, name: str) -> list[str]:
    wrong = [
        f"{path} {found['id']}: {node['html'][:150]} {node['failureSummary'][:200]}"
        for found in Axe().run(page, options=RULES).response["violations"]
        for node in found["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        wrong.append(f"{path} scrolls {wide} px sideways")
    wrong += [f"{path} cuts {words[:60]}" for words in page.evaluate(CUT)]
    if os.environ.get("FUMIBAKO_SHOTS"):
        file = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "top"
        page.screenshot(path=Path(os.environ["FUMIBAKO_SHOTS"]) / f"{name}-{file}.png", full_page=True)
    return wrong


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_page_is_accessible_and_fits(
    site: Site, visit: Callable[..., Visitor], width: int, theme: str, language: str
) -> None:
    name = f"{width}-{theme}-{language}"
    wrong: list[str] = []
    for who in ("nobody", "administrator", "user", "operator"):
        visitor = visit(width=width, theme=theme, language=language)
        if who == "administrator":
            visitor.log_in(site.logins["administrator"])
            paths = pages.paths(Face.ADMIN, site.logins)
        elif who == "user":
            visitor.log_in(site.logins["users"][1])
            paths = pages.paths(Face.USER, site.logins)
        elif who == "operator":
            visitor.log_in_as_operator()
            paths = pages.paths(Face.CONSOLE, site.logins)
        else:
            paths = pages.outside(site.logins)
        for path in paths:
            wrong += look(visitor, path, name)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_answer_to_a_form_is_accessible_and_fits(
    site: Site, visit: Callable[..., Visitor], width: int, theme: str, language: str
) -> None:
    name = f"{width}-{theme}-{language}"
    nobody, administrator, user, operator = (visit(width=width, theme=theme, language=language) for _ in range(4))
    administrator.log_in(site.logins["administrator"])
    user.log_in(site.logins["users"][1])
    operator.log_in_as_operator()
    wrong: list[str] = []
    for visitor, face in ((nobody, None), (administrator, Face.ADMIN), (user, Face.USER), (operator, Face.CONSOLE)):
        answers = pages.answers(face, site.logins, f"look-{name}")
        for number, answer in enumerate(answers):
            page = visitor.go(answer.path)
            for field, value in answer.filled.items():
                page.fill(f"main [name={field}]", value)
            with page.expect_navigation() as came:
                page.click("main form button:not([type=button]) >> nth=-1")
            if came.value is None or came.value.status != answer.status:
                wrong.append(f"{answer.path} answered {came.value and came.value.status}")
            wrong += looked_at(page, f"{answer.path} sent {number}", name)
    assert not wrong, "\n".join(wrong)
