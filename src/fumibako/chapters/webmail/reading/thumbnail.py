"""python -m fumibako.chapters.webmail.reading.thumbnail: the picture of its standard input, small and made anew.

A process of its own, because decoders have faults: little memory, little time, no file larger than its answer."""

import resource
import sys
from io import BytesIO

from PIL import Image, ImageOps

MAX_SIDE = 320
MAX_PIXELS = 50_000_000
SECONDS = 5
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
LIMITS = (
    (resource.RLIMIT_AS, 768 << 20),
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_FSIZE, 4 << 20),
    (resource.RLIMIT_CORE, 0),
)


def thumbnail(octets: bytes) -> bytes:
    """Raises what Pillow raises."""
    with Image.open(BytesIO(octets), formats=FORMATS) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (MAX_SIDE * 2, MAX_SIDE * 2))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((MAX_SIDE, MAX_SIDE))
        made = BytesIO()
        upright.convert("RGBA").save(made, "PNG")
    return made.getvalue()


if __name__ == "__main__":
    for limit, most in LIMITS:
        resource.setrlimit(limit, (most, most))
    try:
        sys.stdout.buffer.write(thumbnail(sys.stdin.buffer.read()))
    except Exception:  # whatever a decoder raises at what strangers made
        sys.exit(1)
