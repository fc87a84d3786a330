"""Hostile HTML in a browser: what is left of it behind the page's policy and in its frame, and, so that each wall is
seen to hold alone, as it came behind the two others."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Request, Route

from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.reading.html import LOOK, safe
from fumibako.chapters.webmail.reading.tests.hostile import SAY, hostile
from fumibako.chapters.webmail.reading.views import BODY
from tests.ui.conftest import chromium

__all__ = ["chromium"]

pytestmark = [pytest.mark.browser, pytest.mark.feature("F")]
HOST = "https://webmail.example"
SANDBOX = 'sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"'
POLICY = "; ".join(f"{name} {' '.join(values)}" for name, values in BODY.items())
OUTER = "default-src 'self'; script-src 'self'; frame-src 'self'; form-action 'self'"
HEAR = "window.heard = 0; addEventListener('message', () => { window.heard += 1; });"


def visited(page: Page, bodies: list[str], *, is_walled: bool) -> tuple[int, list[str]]:
    """How many ran something, and what else was asked for."""
    asked: list[str] = []
    frame = SANDBOX if is_walled else ""
    frames = "".join(f'<iframe src="/body/{number}" {frame}></iframe>' for number in range(len(bodies)))
    pages = {f"{HOST}/body/{number}": body for number, body in enumerate(bodies)}
    pages[f"{HOST}/"] = f"<!doctype html><title>webmail</title><script src=/hear.js></script>{frames}"

    def answer(route: Route, request: Request) -> None:
        if request.url == f"{HOST}/hear.js":
            route.fulfill(body=HEAR, content_type="text/javascript")
        elif request.url in pages:
            policy = (OUTER if request.url == f"{HOST}/" else POLICY) if is_walled else ""
            headers = {"Content-Security-Policy": policy} if policy else {}
            route.fulfill(body=pages[request.url], content_type="text/html; charset=utf-8", headers=headers)
        else:
            asked.append(request.url)
            route.abort()

    page.route("**/*", answer)
    page.goto(f"{HOST}/", wait_until="load")
    assert (page.url, page.title()) == (f"{HOST}/", "webmail")
    return int(page.evaluate("window.heard")), asked


def rendered(html: str) -> str:
    return render_to_string("reading/body.html", {"look": LOOK, "html": html, "letter": letter_of(b"")})


TOGETHER = 20
"""Bodies in one frame, where one cannot hide another: what is left of each is whole."""


def looked_at(chromium: Browser, bodies: list[str], *, is_walled: bool) -> None:
    page = chromium.new_page()
    ran, asked = visited(page, bodies, is_walled=is_walled)
    page.close()
    assert (ran, asked) == (0, [])


def test_case_104_nothing_runs_nothing_is_asked_for_nothing_leaves_its_frame(chromium: Browser) -> None:
    left = [safe(html, inline={}).html for html in hostile()]
    bodies = [rendered("<hr>".join(left[at : at + TOGETHER])) for at in range(0, len(left), TOGETHER)]
    for is_walled in (True, False):
        looked_at(chromium, bodies, is_walled=is_walled)


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.long)])
def test_case_104_what_came_is_held_by_policy_and_frame_alone(chromium: Browser, step: int) -> None:
    looked_at(chromium, [rendered(html) for html in hostile()[::step]], is_walled=True)


HEADING = {"x": 0, "y": 0, "width": 800, "height": 160}
COVERS = (
    "<style>:root{position:fixed;top:-200px!important;height:10000px;z-index:2147483647;background:red}</style><p>a</p>",
    "<style>*{font-size:0}p{position:fixed;inset:-400px;z-index:9;background:red;font-size:40px}</style><p>Log in</p>",
    "<div style='position:absolute;top:-160px;left:0;width:10000px;height:10000px;background:red'>Log in</div>",
    "<div style='margin-top:-10000px;height:20000px;background:red;transform:scale(99)'>Log in</div>",
    "<dialog open style='top:-100px;background:red'>Log in</dialog><a autofocus href=# style=outline-width:999px>a</a>",
)


def test_case_106_a_false_page_stays_in_the_frame(chromium: Browser) -> None:
    """As it came, without being made safe: the page around it looks the same."""
    looks: set[bytes] = set()
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    frame = (
        f'<iframe src="/body/" {SANDBOX} style="position:absolute;top:160px;left:0;width:800px;height:300px;border:0">'
    )
    for html in ("<p>a</p>", *COVERS):
        pages = {f"{HOST}/": f"<!doctype html><title>webmail</title><h1>受信トレイ</h1>{frame}</iframe>"}
        pages[f"{HOST}/body/"] = rendered(html)

        def answer(route: Route, request: Request, pages: dict[str, str] = pages) -> None:
            policy = {"Content-Security-Policy": POLICY} if request.url.endswith("/body/") else {}
            route.fulfill(body=pages[request.url], content_type="text/html; charset=utf-8", headers=policy)

        page.unroute_all()
        page.route("**/*", answer)
        page.goto(f"{HOST}/", wait_until="load")
        looks.add(page.screenshot(clip=HEADING))  # type: ignore[arg-type]  # its own name for such a dict
        assert page.evaluate("document.elementFromPoint(400, 80).localName") != "iframe"
        assert page.evaluate("document.elementFromPoint(400, 300).localName") == "iframe"
    page.close()
    assert len(looks) == 1


def test_without_any_wall_it_is_seen(chromium: Browser) -> None:
    """So that the test above can fail."""
    page = chromium.new_page()
    ran, asked = visited(page, [f"<script>{SAY}</script><img src=https://evil.example/1.gif>"], is_walled=False)
    page.close()
    assert (ran, asked) == (1, ["https://evil.example/1.gif"])
