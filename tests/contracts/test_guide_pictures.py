"""The guide's pictures (tests/ui/pictures.py makes them): one for each topic that a page shows, and small."""

import pytest
from django.urls import resolve
from PIL import Image

from fumibako.chapters.member.guide.topics import PICTURES, TOPICS
from tests.ui.pictures import SIZE, WITHOUT, places

pytestmark = pytest.mark.feature("A1", "A5", "A6")
MOST_BYTES, MOST_BYTES_OF_ALL = 100_000, 3_000_000


def test_every_topic_has_its_picture_and_none_is_left_over() -> None:
    wanted = {topic.slug for topic in TOPICS} - WITHOUT
    assert set(places()) == wanted
    assert {file.name for file in PICTURES.iterdir()} == {f"{slug}.webp" for slug in wanted}


def test_what_a_picture_shows_exists() -> None:
    for path in places().values():
        resolve(path)


def test_pictures_are_small_and_all_of_one_size() -> None:
    files = list(PICTURES.iterdir())
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES_OF_ALL
    for file in files:
        assert file.stat().st_size <= MOST_BYTES, file.name
        with Image.open(file) as picture:
            assert (picture.format, picture.size) == ("WEBP", SIZE), file.name
