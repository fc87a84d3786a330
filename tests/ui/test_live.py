"""New mail without a reload, in a browser (F): when a page that is told asks, and what is seen then. The stream is a
stand-in that the test speaks through, the clock the test's."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from tests.ui.conftest import chromium

__all__ = ["chromium"]

pytestmark = [pytest.mark.browser, pytest.mark.feature("F")]
HOST = "https://webmail.example"
READING = Path(__file__).parents[2] / "src" / "fumibako" / "chapters" / "webmail" / "reading"
SCRIPT = (READING / "static" / "reading" / "live.js").read_text()
STREAMS = """
window.streams = [];
window.EventSource = class {
  static OPEN = 1;
  static CLOSED = 2;
  constructor(address) { this.address = address; this.readyState = 1; streams.push(this); }
  close() { this.readyState = 2; }
};
"""


class Served:
    """The folder as it is now, and how often it was asked for. held: an answer that is kept back."""

    def __init__(self) -> None:
        self.mails = ["first"]
        self.stars = 0
        self.asked = 0
        self.holds = False
        self.held: list[Route] = []
        self.holds_list = False

    def tree(self, folder: str = "") -> str:
        number = len(self.mails)
        about = f'data-next="{number + 1}" data-number="{number}" data-unread="{number}" data-changed="{self.stars}"'
        return (
            f'<ul data-folders="/mail/state/{folder}" data-events="/mail/events/" {about}><li>Inbox {number}</li></ul>'
        )

    def answer(self, route: Route, request: Request) -> None:
        path = urlsplit(request.url).path
        if path == "/live.js":
            return route.fulfill(body=SCRIPT, content_type="text/javascript")
        if path == "/mail/state/sent":
            return route.fulfill(body=self.tree("sent"), content_type="text/html; charset=utf-8")
        if path == "/mail/state/":
            self.asked += 1
            if self.holds:
                return self.held.append(route)
            return route.fulfill(body=self.tree(), content_type="text/html; charset=utf-8")
        if self.holds_list:
            return self.held.append(route)
        return route.fulfill(body=self.whole(), content_type="text/html; charset=utf-8")

    def whole(self) -> str:
        mails = "★" * self.stars + "".join(f"<p>{mail}</p>" for mail in self.mails)
        return (
            f'<!doctype html><title>mail</title><script type="module" src="/live.js"></script>{self.tree()}'
            f'<div data-list data-news="new mail">{mails}</div>'
        )


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    context = chromium.new_context()
    made = context.new_page()
    made.clock.install()
    made.add_init_script(STREAMS)
    made.route("**/*", served.answer)
    made.goto(f"{HOST}/mail/")
    made.wait_for_function("streams.length === 1 && streams[0].address === '/mail/events/'")
    yield made
    context.close()


def looks(page: Page, act: str) -> None:
    """Do that, and wait for the answer to the question that it leads to."""
    with page.expect_response("**/mail/state/"):
        page.evaluate(act)


def test_what_a_stream_tells_of_is_seen(page: Page, served: Served) -> None:
    served.mails.append("second")
    looks(page, "() => void streams[0].onmessage()")
    page.get_by_text("second").wait_for()
    page.get_by_text("Inbox 2").wait_for()
    served.mails.remove("first")  # in another program
    looks(page, "() => void streams[0].onmessage()")
    page.get_by_text("first").wait_for(state="detached")
    served.stars = 1  # no count is another one
    looks(page, "() => void streams[0].onmessage()")
    page.get_by_text("★").wait_for()


def test_a_change_during_an_answer_is_asked_for_after_it(page: Page, served: Served) -> None:
    served.holds = True
    with page.expect_request("**/mail/state/"):
        page.evaluate("() => void streams[0].onmessage()")
    old = served.tree()
    served.mails.append("second")
    page.evaluate("() => { streams[0].onmessage(); streams[0].onmessage(); }")
    served.holds = False
    served.held.pop().fulfill(body=old, content_type="text/html; charset=utf-8")
    page.get_by_text("second").wait_for()
    assert served.asked == 2


def test_the_clock_asks_seldom_with_a_stream_and_often_without(page: Page, served: Served) -> None:
    with page.expect_response("**/mail/state/"):
        page.clock.run_for(30_500)
    assert served.asked == 1
    page.evaluate("streams[0].close()")  # refused, or gone for good
    with page.expect_response("**/mail/state/"):
        page.clock.run_for(10_000)
    assert page.evaluate("streams.length") == 2


def test_a_list_that_comes_after_a_search_does_not_replace_what_was_found(page: Page, served: Served) -> None:
    served.mails.append("second")
    served.holds_list = True
    with page.expect_request("**/mail/"):
        page.evaluate("() => void streams[0].onmessage()")
    page.evaluate(
        """() => { const list = document.querySelector("[data-list]");
        list.toggleAttribute("data-fixed", true); list.innerHTML = "<p>found</p>"; }"""  # as swap.js does
    )
    served.held.pop().fulfill(body=served.whole(), content_type="text/html; charset=utf-8")
    looks(page, "() => void streams[0].onmessage()")  # the answer has been taken by now
    assert page.locator("[data-list]").inner_text() == "found"


def test_an_answer_about_another_folder_is_not_shown_and_the_open_one_is_asked_for(page: Page, served: Served) -> None:
    served.holds = True
    with page.expect_request("**/mail/state/"):
        page.evaluate("() => void streams[0].onmessage()")
    page.evaluate("(tree) => { document.querySelector('[data-folders]').outerHTML = tree; }", served.tree("sent"))
    with page.expect_response("**/mail/state/sent"):
        served.held.pop().fulfill(body=served.tree(), content_type="text/html; charset=utf-8")
    page.wait_for_function("document.querySelector('[data-folders]').dataset.folders === '/mail/state/sent'")
