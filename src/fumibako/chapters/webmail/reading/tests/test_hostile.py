"""What is left of hostile HTML, each case by itself. In a browser: tests/ui/test_hostile_mail.py."""

import re
from html.parser import HTMLParser

import pytest

from fumibako.chapters.webmail.reading.html import safe
from fumibako.chapters.webmail.reading.tests.hostile import hostile

pytestmark = pytest.mark.feature("F")
ENDS = {"script", "style", "iframe", "frame", "object", "embed", "form", "input", "base", "meta", "link", "svg", "math"}
STYLES = re.compile(r"url\(|image-set|expression|position|transform|var\(|behavior|binding|\\|float|opacity", re.I)


class Left(HTMLParser):
    """What a browser would read of it: elements, and values that load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attributes:
            if name.startswith("on") or name in ("srcset", "background", "id", "class", "ping", "formaction", "srcdoc"):
                self.wrong.append(name)
            if name == "src" or (name == "style" and STYLES.search(value or "")):
                self.wrong.append(f"{name}={value}")
            if name == "href" and not (value or "").startswith(("http://", "https://", "mailto:", "tel:")):
                self.wrong.append(f"{name}={value}")
            if name == "target" and value != "_blank":
                self.wrong.append(f"{name}={value}")


def test_there_are_enough_of_them_and_none_twice() -> None:
    assert len(hostile()) == len(set(hostile())) >= 150


@pytest.mark.parametrize("html", hostile())
def test_case_105_nothing_that_runs_loads_or_covers_is_left(html: str) -> None:
    left = Left(safe(html, inline={}).html)
    assert (left.elements & ENDS, left.wrong) == (set(), [])


def test_colours_stay() -> None:
    assert "rgb(1,2,3)" in safe('<p style="color:rgb(1,2,3);width:calc(1px)">a</p>', inline={}).html.replace(" ", "")
