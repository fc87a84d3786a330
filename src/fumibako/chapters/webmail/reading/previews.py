"""Small pictures of attachments that are pictures (C1): never the original's own octets."""

import sys
import tempfile

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Gone, Session
from fumibako.chapters.webmail.letter import attachment_of
from fumibako.chapters.webmail.reading.connected import wanted, with_session
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.system.run import CommandFailed, run

MAX_BYTES = 20_000_000
SECONDS = 10.0


@require_GET
@with_session
def preview(request: MemberRequest, session: Session) -> HttpResponse:
    """404 where none can be made."""
    name, uid = wanted(request)
    found = attachment_of(session.mail(name, uid, is_read=False), number_of(request.GET.get("part"), 0))
    if found is None:
        raise Gone(name)
    made = picture_of(found[1])
    answer = HttpResponse(made, content_type="image/png", status=200 if made else 404)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600" if made else "no-store"
    return answer


def picture_of(octets: bytes) -> bytes:
    """By a process of its own with limits; b"" where it cannot be read."""
    if len(octets) > MAX_BYTES:
        return b""
    with tempfile.TemporaryFile() as written:
        try:
            run(
                [sys.executable, "-m", "fumibako.chapters.webmail.reading.thumbnail"],
                stdin=octets,
                stdout=written,
                seconds=SECONDS,
            )
        except CommandFailed:
            return b""
        written.seek(0)
        return written.read()
