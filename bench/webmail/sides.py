"""The two webmails as somebody in front of Chromium uses them: each act returns when its result is seen."""

from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Page

WAIT = 120_000
SEEN = 20  # rows that a window shows

_SCROLL = """place => {
  const body = document.querySelector("table.mails").tBodies[0];
  const row = [...body.rows].find(each => !each.classList.contains("gap"));
  const top = body.getBoundingClientRect().top + scrollY;
  scrollTo(0, top + place * row.getBoundingClientRect().height);
}"""
# A mail below the middle of the window.
_IS_FILLED = """() => [...document.querySelectorAll("table.mails tbody tr:not(.gap)")].some(row => {
  const place = row.getBoundingClientRect();
  return place.top > innerHeight / 3 && place.bottom < innerHeight;
})"""
_SUBMIT = """([form, field, words]) => {
  for (const row of document.querySelectorAll("table.mails tbody tr")) row.dataset.old = "";
  const found = document.querySelector(form);
  found.elements[field].value = words;
  found.requestSubmit();
}"""
_IS_FOUND = f"""number => !document.querySelector("[data-list] [data-old]") && document.querySelector(".looked-for")
  && document.querySelectorAll("table.mails tbody tr:not(.gap)").length >= Math.min({SEEN}, number)"""


def _middle(page: Page, selector: str, place: int) -> tuple[float, float]:
    """Of an element, brought into the window."""
    found = page.locator(selector).nth(place)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box
    return box["x"] + min(box["width"], 100) / 2, box["y"] + box["height"] / 2


class Side(Protocol):
    name: str
    page: Page

    def log_in(self) -> None: ...

    def open(self) -> None:
        """The folder, by its address; its first mails are seen."""

    def jump(self, place: int) -> None:
        """To the mail that stands there, counted from the newest."""

    def find_subject(self, words: str, number: int) -> None:
        """number: how many must be found."""

    def find_anywhere(self, words: str, number: int) -> None: ...

    def aim(self) -> tuple[float, float]:
        """Where to click to open a mail that is seen."""

    def read(self, at: tuple[float, float]) -> None:
        """Its text is there."""


@dataclass
class Ours:
    page: Page
    base: str
    address: str
    password: str
    name: str = "fumibako"

    def log_in(self) -> None:
        self.page.goto(f"{self.base}/login/")
        self.page.fill('[name="address"]', self.address)
        self.page.fill('[name="password"]', self.password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def open(self) -> None:
        self.page.goto(f"{self.base}/mail/?folder=INBOX", wait_until="commit")
        self._seen("table.mails tbody tr")

    def jump(self, place: int) -> None:
        """By the scroll bar."""
        self.page.evaluate(_SCROLL, place)
        self.page.wait_for_function(_IS_FILLED, timeout=WAIT)

    def find_subject(self, words: str, number: int) -> None:
        self._find(words, number, "subject", ".finder form")

    def find_anywhere(self, words: str, number: int) -> None:
        self._find(words, number, "q", ".mail-search")

    def _find(self, words: str, number: int, field: str, form: str) -> None:
        self.page.evaluate(_SUBMIT, [form, field, words])
        self.page.wait_for_function(_IS_FOUND, arg=number, timeout=WAIT)

    def aim(self) -> tuple[float, float]:
        return _middle(self.page, "table.mails tbody tr:not(.gap) .what a", 15)

    def read(self, at: tuple[float, float]) -> None:
        self.page.mouse.click(*at)
        self._seen(".mail-text, article.letter iframe")
        frames = self.page.locator("iframe")
        if frames.count():
            frames.first.content_frame.locator("table tr").first.wait_for(timeout=WAIT)

    def _seen(self, selector: str) -> None:
        self.page.locator(selector).first.wait_for(timeout=WAIT)


@dataclass
class Roundcube:
    page: Page
    base: str
    address: str
    password: str
    name: str = "Roundcube"

    def log_in(self) -> None:
        self.page.goto(self.base)
        self.page.fill("#rcmloginuser", self.address)
        self.page.fill("#rcmloginpwd", self.password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#messagelist tbody tr", timeout=WAIT)

    def open(self) -> None:
        self.page.goto(f"{self.base}?_task=mail&_mbox=INBOX", wait_until="commit")
        self._idle("document.querySelectorAll('#messagelist tbody tr').length > 0")

    def jump(self, place: int) -> None:
        self._clear()
        self.page.evaluate("number => rcmail.list_page(number)", place // 50 + 1)
        self._idle("document.querySelectorAll('#messagelist tbody tr').length > 0")

    def find_subject(self, words: str, number: int) -> None:
        self._find(words, number, "subject")

    def find_anywhere(self, words: str, number: int) -> None:
        self._find(words, number, "text")

    def aim(self) -> tuple[float, float]:
        return _middle(self.page, "#messagelist tbody tr td.subject", 0)

    def read(self, at: tuple[float, float]) -> None:
        self.page.mouse.click(*at)
        frame = self.page.frame_locator("#messagecontframe")
        frame.locator("#messagebody table tr, #messagebody .pre").first.wait_for(timeout=WAIT)

    def _find(self, words: str, number: int, field: str) -> None:
        self._clear()
        self.page.evaluate(
            "([words, field]) => { rcmail.env.search_mods = {'*': {[field]: 1}};"
            " document.querySelector('#mailsearchform').value = words; rcmail.command('search'); }",
            [words, field],
        )
        self._idle(f"document.querySelectorAll('#messagelist tbody tr').length >= Math.min(50, {number})")

    def _clear(self) -> None:
        """So that what is there afterwards is new."""
        self.page.evaluate("rcmail.message_list.clear()")

    def _idle(self, words: str) -> None:
        self.page.wait_for_function(f"window.rcmail && !rcmail.busy && {words}", timeout=WAIT)
