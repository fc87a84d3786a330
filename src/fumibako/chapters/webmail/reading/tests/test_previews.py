"""Previews are made anew by a process of its own; what is neither a picture nor a PDF has none."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from fumibako.chapters.webmail.reading.previews import LARGE, pages_of, picture_of
from fumibako.chapters.webmail.reading.thumbnail import made_anew

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


def pdf(*pages: str, more: bytes = b"") -> bytes:
    """Pages of so many points, on each a black square, as few programs write it: without a table of its objects."""
    kids = " ".join(f"{10 + at} 0 R" for at in range(len(pages)))
    parts = [
        b"%PDF-1.7",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R" + more + b">>endobj",
        f"2 0 obj<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>endobj".encode(),
        b"3 0 obj<</Length 19>>stream\n0 0 100 100 re f  \nendstream endobj",
    ]
    for at, size in enumerate(pages):
        page = f"{10 + at} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents 3 0 R>>endobj"
        parts.append(page.encode())
    return b"\n".join((*parts, b"trailer<</Root 1 0 R>>", b"%%EOF"))


def test_case_109_a_pdf_is_drawn_page_by_page_without_its_script() -> None:
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\('x'\\))>>"
    octets = pdf("200 100", "100 300", more=script)
    assert pages_of(octets) == 2
    sizes = []
    for side, page in ((320, 1), (LARGE, 2)):
        made = picture_of(octets, side, page)
        with Image.open(BytesIO(made)) as shown:
            sizes.append((shown.format, shown.size, shown.getpixel((1, shown.height - 2))))
        assert b"JavaScript" not in made and b"alert" not in made
    assert sizes == [("PNG", (320, 160), (0, 0, 0)), ("PNG", (400, 1200), (0, 0, 0))]


@pytest.mark.parametrize(
    ("octets", "page"),
    [(pdf("200 100"), 2), (b"%PDF-1.7", 1), (pdf(), 1), (pdf("0 0"), 99), (b"%PDF-1.7 /Encrypt", 0)],
)
def test_a_page_that_is_not_there_has_none(octets: bytes, page: int) -> None:
    assert picture_of(octets, 320, page) == b""


def test_a_page_as_long_as_a_street_is_as_small_as_others() -> None:
    with Image.open(BytesIO(picture_of(pdf("1 14400"), LARGE))) as shown:
        assert shown.height <= LARGE and shown.width <= 2


@pytest.mark.parametrize(("side", "refusal"), [(50_000, Image.DecompressionBombError), (8_000, ValueError)])
def test_case_037_a_picture_of_too_many_pixels_is_refused_by_its_header(
    monkeypatch: pytest.MonkeyPatch, side: int, refusal: type[Exception]
) -> None:
    octets = bytearray(picture("PNG", 1, 1))
    octets[16:24] = struct.pack(">II", side, side)
    octets[29:33] = struct.pack(">I", zlib.crc32(octets[12:29]))
    assert picture_of(bytes(octets)) == b""
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("a pixel is asked for"))
    with pytest.raises(refusal):
        made_anew(bytes(octets), 320, 1)
