"""The webmail's list in a browser: one list, a few rows of it at a time, the address keeps the place (F). The rows are
the template's own, the mails invented: there is no Dovecot here."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from fumibako.chapters.webmail.imap import Folder, Row
from fumibako.chapters.webmail.reading.rows import Rows
from tests.ui.conftest import chromium

__all__ = ["chromium"]

pytestmark = [pytest.mark.browser, pytest.mark.feature("F")]
HOST = "https://webmail.example"
NUMBER = 100_020
PAGE = 50
SOURCE = Path(__file__).parents[2] / "src" / "fumibako"
STATIC = SOURCE / "chapters" / "webmail" / "reading" / "static" / "reading"
STYLES = (SOURCE / "groundwork" / "ui" / "static" / "ui" / "fumibako.css", STATIC / "webmail.css")
SHOWN = "[...document.querySelectorAll('table.mails tbody tr:not(.gap) .what a')].map(each => each.textContent.trim())"


def rows(first: int, last: int) -> str:
    found = [
        Row("INBOX", NUMBER - at, "佐藤", f"mail {at}", datetime(2026, 1, 2, tzinfo=UTC), 9, *(False,) * 5, "本文")
        for at in range(first - 1, last)
    ]
    return Rows(Folder("INBOX", "INBOX"), (), "", is_everywhere=False).html(found)


def whole(page: int) -> str:
    style = "".join(f"<style>{path.read_text()}</style>" for path in STYLES)
    last = min(page * PAGE, NUMBER)
    head = "<thead><tr>" + "<th>x</th>" * 7 + "</tr></thead>"
    place = '<span data-place="[first]–[last] of [all]"></span><a rel="next" href="/x">x</a>'
    described = f'data-number="{NUMBER}" data-first="{(page - 1) * PAGE + 1}" data-rows="/mail/rows/?folder=INBOX"'
    return (
        f'<!doctype html><title>list</title>{style}<script type="module" src="/long.js"></script>'
        '<script type="module" src="/list.js"></script><script type="module" src="/keys.js"></script>'
        '<main id="main" class="webmail" tabindex="-1"><p>above</p><div data-list>'
        '<form class="card flush" method="post"><div class="bar"><label data-all hidden><input type="checkbox"></label>'
        '<button type="button" data-none hidden><span data-chosen="[number] selected"></span></button>'
        '<button name="action" value="read" data-key="Delete">x</button></div>'
        f'<table class="mails" {described}>{head}<tbody>{rows((page - 1) * PAGE + 1, last)}</tbody></table>'
        f'<nav class="pages">{place}</nav></form></div></main>'
    )


class Served:
    """What was asked for: rows from one to another, and what a form sent."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []
        self.sent: list[str] = []

    def answer(self, route: Route, request: Request) -> None:
        url = urlsplit(request.url)
        page = int(parse_qs(url.query).get("page", ["1"])[0])
        if url.path in ("/list.js", "/long.js", "/keys.js"):
            route.fulfill(body=(STATIC / url.path[1:]).read_text(), content_type="text/javascript")
        elif url.path == "/mail/rows/":
            first, last = (int(parse_qs(url.query)[name][0]) for name in ("first", "last"))
            self.asked.append((first, last))
            body = f'<table data-number="{NUMBER}"><tbody>{rows(first, last)}</tbody></table>'
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        elif request.method == "POST":
            self.sent += parse_qs(request.post_data or "").get("uid", [])
            route.fulfill(body="sent", content_type="text/html")
        else:
            route.fulfill(body=whole(page), content_type="text/html; charset=utf-8")


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture(params=[1280, 360])
def page(chromium: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    made = context.new_page()
    made.route("**/*", served.answer)
    yield made
    context.close()


def go(page: Page, at: int) -> None:
    """Scroll to the mail in that place, and wait until it is there."""
    page.evaluate(
        """at => { const body = document.querySelector('table.mails').tBodies[0];
        const row = body.querySelector('tr:not(.gap)').getBoundingClientRect().height;
        scrollTo(0, body.getBoundingClientRect().top + scrollY + at * row); }""",
        at,
    )
    page.wait_for_function(f"at => {SHOWN}.some(each => each.endsWith('mail ' + (at + 3)))", arg=at)


def test_any_place_is_reached_with_few_rows_and_the_address_keeps_it(page: Page, served: Served) -> None:
    page.goto(f"{HOST}/mail/?folder=INBOX")
    for at in (49_990, 99_960, 60):
        go(page, at)
        shown = page.evaluate(SHOWN)
        places = [int(text.split()[-1]) for text in shown]
        assert places == sorted(places) and len(places) <= 60
        assert page.evaluate("document.querySelectorAll('*').length") < 1300  # U13
    page.wait_for_function("location.search.includes('page=2')")
    assert not page.locator("[rel=next]").is_visible()
    assert re.match(r"6\d–\d+ of 100,020", page.locator("[data-place]").inner_text())
    places = [at for first, last in served.asked for at in range(first, last + 1)]
    assert len(places) == len({*places}) <= 6 * 2 * PAGE and len(served.asked) <= 6
    page.goto(f"{HOST}/mail/?folder=INBOX&page=700")
    page.wait_for_function(f"{SHOWN}.some(each => each.endsWith('mail 34950'))")
    assert page.evaluate("scrollY") > 100_000


def test_rows_come_while_one_scrolls_on_and_a_few_a_frame(page: Page, served: Served) -> None:
    """U12: what a slow machine has time for."""
    page.goto(f"{HOST}/mail/?folder=INBOX")
    page.wait_for_selector(".long table.mails")
    most, seen = page.evaluate(
        """async () => {
        const body = document.querySelector("table.mails").tBodies[0];
        const isMail = node => node.nodeName === "TR" && !node.classList.contains("gap");
        let [here, most, seen] = [0, 0, 0];
        new MutationObserver(changes => {
            for (const each of changes) here += [...each.addedNodes].filter(isMail).length;
        }).observe(body, { childList: true });
        for (let turn = 0; turn < 120; turn++) {
            scrollBy(0, 100);
            await new Promise(requestAnimationFrame);
            most = Math.max(most, here);
            here = 0;
            const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("tr");
            seen += Number(Boolean(middle) && isMail(middle));
        }
        return [most, seen];
    }"""
    )
    assert 0 < most <= 16 and seen > 60, (most, seen)  # two frames' at most, where the machine leaves one out
    assert len(served.asked) < 12


def test_ticks_stay_wherever_one_has_scrolled_and_whatever_came_since(page: Page, served: Served) -> None:
    page.goto(f"{HOST}/mail/?folder=INBOX")
    page.wait_for_selector(".long table.mails")
    page.locator('[name="uid"]').nth(1).check()
    go(page, 100_000)
    page.locator('[name="uid"]').nth(15).check()
    page.get_by_text("2 selected").wait_for()
    page.wait_for_function("location.search.includes('page=2001')")  # of 20 mails
    page.evaluate(
        """async () => { const text = await (await fetch(location.href)).text();
        const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-list]");
        document.querySelector("[data-list]").replaceChildren(...fresh.childNodes);
        document.dispatchEvent(new Event("list")); }"""  # as live.js does
    )
    page.wait_for_function("document.querySelectorAll('table.mails :checked').length === 1")
    page.get_by_text("2 selected").wait_for()
    go(page, 0)
    assert page.locator(f'[name="uid"][value="{NUMBER - 1}"]').is_checked()
    go(page, 100_000)
    page.locator('.bar [name="action"]').click()
    page.wait_for_function("document.body.textContent === 'sent'")
    assert len(served.sent) == 2 and str(NUMBER - 1) in served.sent


def test_a_tick_taken_away_after_a_sending_that_was_not_is_not_sent(page: Page, served: Served) -> None:
    page.goto(f"{HOST}/mail/?folder=INBOX")
    page.wait_for_selector(".long table.mails")
    page.locator('[name="uid"]').nth(1).check()
    go(page, 80_000)
    page.locator('[name="uid"]').nth(15).check()
    page.evaluate("addEventListener('submit', event => event.preventDefault(), { once: true })")
    page.locator('.bar [name="action"]').click()
    page.evaluate("scrollTo(0, 0)")
    first = page.locator(f'[type=checkbox][name="uid"][value="{NUMBER - 1}"]')
    first.uncheck()
    page.locator('.bar [name="action"]').click()
    page.wait_for_function("document.body.textContent === 'sent'")
    assert len(served.sent) == 1 and str(NUMBER - 1) not in served.sent


def test_a_key_on_a_mail_without_a_tick_means_that_one_alone(page: Page, served: Served) -> None:
    page.goto(f"{HOST}/mail/?folder=INBOX")
    page.wait_for_selector(".long table.mails")
    page.locator('[name="uid"]').nth(1).check()
    go(page, 80_000)
    there = page.locator("table.mails tbody tr:not(.gap)").nth(15)
    meant = there.locator('[name="uid"]').get_attribute("value")
    page.locator(f'table.mails tr:has([name="uid"][value="{meant}"]) .what a').focus()  # rows still come
    page.keyboard.press("Delete")
    page.wait_for_function("document.body.textContent === 'sent'")
    assert served.sent == [meant]
