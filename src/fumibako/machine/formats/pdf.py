"""A printed sheet: HTML in, PDF out, by WeasyPrint in a process of its own, which has a deadline and gives its memory
back. It asks nothing of anybody: no file, no network, only the machine's fonts.

python -m fumibako.machine.formats.pdf: HTML and CSS as JSON on stdin, the PDF in base64 on stdout.
"""

import base64
import json
import sys
import threading

from fumibako.machine.system.run import CommandFailed, run

SECONDS = 20
_one_at_a_time = threading.Lock()


class PdfFailed(Exception):
    """There is no PDF now; the same sheet may be made later."""


def pdf_of(html: str, *, css: str = "") -> bytes:
    """Raises PdfFailed."""
    if not _one_at_a_time.acquire(timeout=SECONDS):
        raise PdfFailed("other sheets are being made")
    asked = json.dumps({"html": html, "css": css})
    try:
        return base64.b64decode(run((sys.executable, "-m", __name__), stdin=asked, seconds=SECONDS))
    except CommandFailed as error:
        raise PdfFailed(str(error)) from error
    finally:
        _one_at_a_time.release()


def _main() -> None:
    # Half a second of imports that only this process needs.
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    asked = json.loads(sys.stdin.buffer.read())
    nothing = URLFetcher(allowed_protocols=())
    sheet = HTML(string=asked["html"], url_fetcher=nothing)
    made = sheet.write_pdf(stylesheets=[CSS(string=asked["css"], url_fetcher=nothing)])
    sys.stdout.write(base64.b64encode(made).decode())


if __name__ == "__main__":
    _main()
