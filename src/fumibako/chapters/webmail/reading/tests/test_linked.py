"""Web addresses in a plain text."""

import time

import pytest

from fumibako.chapters.webmail.reading.templatetags.reading import linked
from fumibako.chapters.webmail.reading.tests.test_hostile import Left

pytestmark = pytest.mark.feature("F")


@pytest.mark.parametrize(
    "text",
    [
        'http://x" onmouseover="alert(1)',
        "http://x' onmouseover='alert(1)",
        "http://x<script>alert(1)</script>",
        "http://x&quot; onload=&quot;x",
        "javascript:alert(1)//http://x",
        "http:javascript:alert(1)",
        "https://a@javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "\u202ehttp://x",
    ],
)
def test_case_107_a_hostile_address_in_a_plain_text_is_text_or_an_address(text: str) -> None:
    left = Left(linked(text))
    assert (left.elements - {"a"}, left.wrong) == (set(), [])


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example/" * 60_000,
        "http://a.example/ " * 60_000,
        "http://" + "." * 1_000_000,
        "http://" + "(" * 500_000 + ")" * 500_000,
        ("http://" + "!" * 50 + " ") * 18_000,
        "h" * 1_000_000,
        "https:/" * 150_000,
    ],
    ids=["together", "apart", "dots", "brackets", "no end", "h", "nearly"],
)
def test_case_107_a_megabyte_of_addresses_takes_no_time(text: str) -> None:
    before = time.process_time()
    linked(text)
    assert time.process_time() - before < 3  # as ten times as long as it takes; the square of it is minutes
