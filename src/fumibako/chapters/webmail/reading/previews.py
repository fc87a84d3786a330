"""Attachments seen without being saved (C1): pictures small, PDF page by page. Never the original's own octets: each is
drawn anew by a process that can only read and reckon (docs/decisions/0136)."""

import base64
import sys
import tempfile

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Gone, Session
from fumibako.chapters.webmail.letter import attachment_of, letter_of
from fumibako.chapters.webmail.reading.connected import wanted, with_session
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.system.run import CommandFailed, run

MAX_BYTES = 20_000_000
MAX_PAGES = 20
SECONDS = 10.0
SMALL, LARGE = 320, 1200
_EMPTY = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgYGBgAAAABQABeqhXUAAAAABJRU5ErkJggg=="
)


@require_GET
@with_session
def preview(request: MemberRequest, session: Session) -> HttpResponse:
    """With a page, that of a PDF, to be read. 404 where none can be made, with a picture all the same: browsers draw a
    broken one else."""
    page = number_of(request.GET.get("page"))
    if page > MAX_PAGES:
        raise Gone
    made = picture_of(_part(request, session)[1], LARGE if page else SMALL, page or 1)
    return as_png(made) if made else as_png(_EMPTY, status=404)


def as_png(octets: bytes, status: int = 200) -> HttpResponse:
    answer = HttpResponse(octets, content_type="image/png", status=status)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600" if status == 200 else "no-store"
    return answer


@require_GET
@with_session
def pages(request: MemberRequest, session: Session) -> HttpResponse:
    """A PDF's first pages."""
    name, uid = wanted(request)
    file, octets = _part(request, session)
    number = pages_of(octets)
    context = {
        "folders": session.folders(),
        "folder": name,
        "uid": uid,
        "part": number_of(request.GET.get("part")),
        "subject": letter_of(session.mail(name, uid, is_read=False)).subject,
        "file": file,
        "number": number,
        "pages": range(1, min(number, MAX_PAGES) + 1),
        "most": MAX_PAGES,
    }
    return render(request, "reading/pages.html", context)


def picture_of(octets: bytes, side: int = SMALL, page: int = 1) -> bytes:
    """b"" where it cannot be read."""
    return _drawn(octets, side, page)


def pages_of(octets: bytes) -> int:
    """0 where it is no PDF, or one that a password protects."""
    return number_of(_drawn(octets, SMALL, 0).decode("ascii", "replace"))


def _drawn(octets: bytes, side: int, page: int) -> bytes:
    if len(octets) > MAX_BYTES:
        return b""
    with tempfile.TemporaryFile() as written:
        try:
            run(
                [sys.executable, "-m", "fumibako.chapters.webmail.reading.thumbnail", str(side), str(page)],
                stdin=octets,
                stdout=written,
                seconds=SECONDS,
            )
        except CommandFailed:
            return b""
        written.seek(0)
        return written.read()


def _part(request: MemberRequest, session: Session) -> tuple[str, bytes]:
    """Raises Gone."""
    name, uid = wanted(request)
    found = attachment_of(session.mail(name, uid, is_read=False), number_of(request.GET.get("part")))
    if found is None:
        raise Gone(name)
    return found
