"""python -m fumibako.chapters.webmail.reading.thumbnail SIDE PAGE: its standard input made anew as a picture of at most
SIDE pixels; of a PDF that page, or with PAGE 0 how many it has.

A process of its own that can only read and reckon (machine/system/confined.py), because decoders have faults."""

import sys
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

from fumibako.machine.system.confined import confine

MAX_PIXELS = 50_000_000
MAX_ANSWER = 8 << 20
MEMORY = 768 << 20
SECONDS = 5
LARGEST_SIDE = 1400
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def made_anew(octets: bytes, side: int, page: int) -> bytes:
    """Raises what Pillow and PDFium raise."""
    if not octets.lstrip().startswith(b"%PDF-"):
        return picture(octets, side)
    with pypdfium2.PdfDocument(octets) as document:
        return pdf_page(document, side, page - 1) if page else str(len(document)).encode()


def picture(octets: bytes, side: int) -> bytes:
    with Image.open(BytesIO(octets), formats=FORMATS) as found:
        width, height = found.size
        if width * height > MAX_PIXELS:
            raise ValueError("too many pixels")
        found.draft("RGB", (side * 2, side * 2))
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((side, side))
        return _png(upright.convert("RGBA"))


def pdf_page(document: pypdfium2.PdfDocument, side: int, number: int) -> bytes:
    """Without its links and scripts: what is drawn."""
    page = document[number]
    scale = side / max(1.0, *page.get_size())
    return _png(page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"))


def _png(made: Image.Image) -> bytes:
    written = BytesIO()
    made.save(written, "PNG")
    return written.getvalue()


def main(side: int, page: int) -> None:
    octets = sys.stdin.buffer.read()
    Image.init()  # what is loaded when it is first used
    try:
        confine(memory=MEMORY, seconds=SECONDS, answer=MAX_ANSWER)
        sys.stdout.buffer.write(made_anew(octets, min(side, LARGEST_SIDE), page))
        sys.stdout.flush()
    except Exception:  # whatever a decoder raises at what strangers made
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
