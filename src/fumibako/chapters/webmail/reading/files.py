"""A mail as a file, and as it came: its header fields and its source (C1)."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Session
from fumibako.chapters.webmail.letter import fields_of, file_name, letter_of
from fumibako.chapters.webmail.reading.connected import wanted, with_session

MOST_SOURCE = 200_000


def to_be_saved(name: str, octets: bytes) -> HttpResponse:
    """Always to be saved, never shown: whatever it says of itself."""
    answer = HttpResponse(octets, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_GET
@with_session
def eml(request: MemberRequest, session: Session) -> HttpResponse:
    name, uid = wanted(request)
    octets = session.mail(name, uid, is_read=False)
    return to_be_saved(file_name(octets), octets)


@require_GET
@with_session
def source(request: MemberRequest, session: Session) -> HttpResponse:
    name, uid = wanted(request)
    octets = session.mail(name, uid, is_read=False)
    context = {
        "folders": session.folders(),
        "folder": name,
        "uid": uid,
        "subject": letter_of(octets).subject,
        "fields": fields_of(octets),
        "source": octets[:MOST_SOURCE].decode("utf-8", "replace"),
        "is_cut": len(octets) > MOST_SOURCE,
        "most": MOST_SOURCE,
    }
    return render(request, "reading/source.html", context)
