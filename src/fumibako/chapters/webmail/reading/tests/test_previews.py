"""Previews are made anew by a process of its own; what is no picture has none."""

from io import BytesIO

import pytest
from PIL import Image

from fumibako.chapters.webmail.reading.previews import picture_of

pytestmark = pytest.mark.feature("F")


def picture(kind: str, width: int = 900, height: int = 600) -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), "red").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_becomes_a_small_one_made_anew(kind: str) -> None:
    made = picture_of(picture(kind) + b"<script>alert(1)</script>")
    with Image.open(BytesIO(made)) as shown:
        assert (shown.format, shown.size) == ("PNG", (320, 213))
    assert b"script" not in made


@pytest.mark.parametrize("octets", [b"", b"<svg onload=alert(1)>", b"%!PS", picture("PNG")[:60]])
def test_anything_else_has_none(octets: bytes) -> None:
    assert picture_of(octets) == b""


def test_a_bomb_of_pixels_has_none() -> None:
    assert picture_of(picture("PNG", 20_000, 20_000)[:20_000_000]) == b""
