"""A mail as a file, and as it came: its header fields and its source (C1)."""

import re
from io import BytesIO
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Full, Session
from fumibako.chapters.webmail.letter import attachment_of, fields_of, file_name, in_lines, is_mail, letter_of
from fumibako.chapters.webmail.reading.connected import folder_address, wanted, with_session

MAX_SOURCE = 200_000
MAX_MAILS = 50  # uploaded at once


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
def attachments(request: MemberRequest, session: Session) -> HttpResponse:
    """All of them in one file."""
    name, uid = wanted(request)
    octets = session.mail(name, uid, is_read=False)
    packed, used = BytesIO(), set[str]()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for each in letter_of(octets).attachments:
            if found := attachment_of(octets, each.number):
                archive.writestr(unused(found[0], used), found[1])
    return to_be_saved(f"{file_name(octets).removesuffix('.eml')}.zip", packed.getvalue())


def unused(name: str, used: set[str]) -> str:
    """Two of one name are both there. Never a path, nor what Windows takes for one."""
    name = re.sub(r'[\\/:*?"<>|]', "_", name).lstrip(".") or "file"
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    number, free = 1, name
    while free.lower() in used:
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    used.add(free.lower())
    return free


@require_POST
@with_session
def upload(request: MemberRequest, session: Session) -> HttpResponse:
    """Put mails that were saved as files into a folder."""
    folder, files = request.POST.get("folder", "INBOX"), request.FILES.getlist("mails")[:MAX_MAILS]
    most = settings.FUMIBAKO.settings.mail.message_size_limit
    number = 0
    try:
        for file in files:
            octets = file.read(most + 1) if file.size and file.size <= most else b""
            if is_mail(octets):
                session.add(folder, in_lines(octets), ("\\Seen",))
                number += 1
    except Full:
        messages.error(request, _("The mailbox is full. Delete some mails first."))
    if number:
        words = ngettext("%(number)d mail is in the folder.", "%(number)d mails are in the folder.", number)
        messages.success(request, words % {"number": number})
    if number < len(files) or not files:
        messages.error(request, _("Choose mails that were saved as .eml files. Others were left out."))
    return redirect(folder_address(folder))


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
        "source": octets[:MAX_SOURCE].decode("utf-8", "replace"),
        "is_cut": len(octets) > MAX_SOURCE,
        "most": MAX_SOURCE,
    }
    return render(request, "reading/source.html", context)
