"""What makes two forms the same one."""

from collections.abc import Iterator, Sequence
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from fumibako.groundwork.once.services import once

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1")]


@pytest.fixture
def numbers() -> Iterator[int]:
    return count()


def send(numbers: Iterator[int], contents: Sequence[bytes], **typed: str) -> int:
    files = [SimpleUploadedFile("a.txt", content) for content in contents]
    request = RequestFactory().post("/upload/", {"once": "token", "files": files, **typed})
    return int(once(request, lambda: {"number": next(numbers)})["number"])


def test_the_same_form_again_gives_the_first_answer(numbers: Iterator[int]) -> None:
    assert [send(numbers, [b"a", b"b"], name="x") for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("contents", [[b"A", b"b"], [b"a", b"B"], [b"b"], [b"b", b"a"]])
def test_another_file_is_another_form(numbers: Iterator[int], contents: Sequence[bytes]) -> None:
    assert send(numbers, [b"a", b"b"]) == 0
    assert send(numbers, contents) == 1


def test_what_is_refused_is_done_when_it_is_sent_again(numbers: Iterator[int]) -> None:
    def refused() -> dict[str, int]:
        raise ValueError

    with pytest.raises(ValueError):
        once(RequestFactory().post("/upload/", {"once": "token"}), refused)
    assert once(RequestFactory().post("/upload/", {"once": "token"}), lambda: {"number": 7}) == {"number": 7}
