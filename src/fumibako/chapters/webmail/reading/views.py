"""Folders, mails, attachments (C1)."""

from urllib.parse import urlencode

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import PAGE, Folder, Gone, Session
from fumibako.chapters.webmail.letter import attachment_of, letter_of
from fumibako.chapters.webmail.reading.charsets import CHARSETS
from fumibako.chapters.webmail.reading.connected import folder_address, wanted, with_session
from fumibako.chapters.webmail.reading.files import to_be_saved
from fumibako.chapters.webmail.reading.html import LOOK, safe
from fumibako.machine.formats.numbers import number_of

MAX_CHOSEN = 500
LONGEST_SEARCH = 100
_MARKS = {
    "read": ("\\Seen", True),
    "unread": ("\\Seen", False),
    "flag": ("\\Flagged", True),
    "unflag": ("\\Flagged", False),
}
_OF_ONE = ("flag", "unflag")  # a button at each mail, whatever is ticked
# A page of its own for HTML of strangers: no script, nothing loaded but the mail's own pictures.
BODY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "frame-src": ["'none'"],
    "img-src": ["data:"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_http_methods(["GET", "POST"])
@with_session
def folder(request: MemberRequest, session: Session) -> HttpResponse:
    """A folder's mails, newest first, and what is done with those that are ticked."""
    folders = session.folders()
    here = _folder(folders, request.GET.get("folder", "INBOX"))
    if request.method == "POST":
        _change(request, session, folders, here)
        return redirect(request.get_full_path() if request.POST.get("back") != "list" else folder_address(here.name))
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = max(1, number_of(request.GET.get("page"), 1))
    found = session.listing(here, page, text)
    context = {
        "folders": folders,
        "here": here,
        "rows": found.rows,
        "number": found.number,
        "text": text,
        "first": (page - 1) * PAGE + 1,
        "last": (page - 1) * PAGE + len(found.rows),
        "before": folder_address(here.name, q=text, page=page - 1) if page > 1 else "",
        "after": folder_address(here.name, q=text, page=page + 1) if page * PAGE < found.number else "",
    }
    return render(request, "reading/folder.html", context)


@require_GET
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type] # a request behind the gate
@with_session
def mail(request: MemberRequest, session: Session) -> HttpResponse:
    name, uid = wanted(request)
    charset = _charset(request)
    letter = letter_of(session.mail(name, uid), charset)
    newer, older = session.beside(name, uid)
    folders = session.folders()
    with_pictures = "pictures" in request.GET
    blocked = safe(letter.html, inline=letter.inline).blocked if letter.html else 0
    context = {
        "folders": folders,
        "here": _folder(folders, name),
        "uid": uid,
        "of": urlencode({"folder": name, "uid": uid}),
        "newer": urlencode({"folder": name, "uid": newer}) if newer else "",
        "older": urlencode({"folder": name, "uid": older}) if older else "",
        "charsets": CHARSETS,
        "charset": charset,
        "letter": letter,
        "blocked": 0 if with_pictures else blocked,
        "pictures": with_pictures,
        "list": folder_address(name),
    }
    return render(request, "reading/mail.html", context)


@require_GET
@with_session
def _plain_body(request: MemberRequest, session: Session) -> HttpResponse:
    name, uid = wanted(request)
    letter = letter_of(session.mail(name, uid, is_read=False), _charset(request))
    html = safe(letter.html, inline=letter.inline, with_remote="pictures" in request.GET).html
    context = {"look": LOOK, "html": html, "letter": letter, "is_print": "print" in request.GET}
    return render(request, "reading/body.html", context)


_blocking = csp_replace(BODY)(_plain_body)  # type: ignore[arg-type] # a request behind the gate
_showing = csp_replace(BODY | {"img-src": ["data:", "https:"]})(_plain_body)  # type: ignore[arg-type]


@xframe_options_sameorigin
def body(request: MemberRequest) -> HttpResponseBase:
    """A mail's HTML, for the frame; with its heading, and its text where it has no HTML, to be printed."""
    answer = (_showing if "pictures" in request.GET else _blocking)(request)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@require_GET
@with_session
def attachment(request: MemberRequest, session: Session) -> HttpResponse:
    name, uid = wanted(request)
    found = attachment_of(session.mail(name, uid, is_read=False), number_of(request.GET.get("part"), 0))
    if found is None:
        raise Gone(name)
    return to_be_saved(*found)


def _change(request: MemberRequest, session: Session, folders: tuple[Folder, ...], here: Folder) -> None:
    action = next((name for name in _OF_ONE if name in request.POST), "")
    chosen = request.POST.getlist(action or "uid")[:MAX_CHOSEN]
    uids = list(filter(None, map(number_of, chosen)))
    if not uids:
        messages.error(request, _("Tick the mails first."))
        return
    action = action or request.POST.get("action", "")
    if action == "move" and not request.POST.get("to"):
        messages.error(request, _("Choose the folder to move to."))
        return
    to = {"delete": "Trash", "junk": "Junk", "good": "INBOX"}.get(action)
    if action in _MARKS:
        flag, is_on = _MARKS[action]
        session.mark(here.name, uids, flag, is_on=is_on)
        return
    if action == "delete" and here.role == "Trash":
        session.delete(here.name, uids)
        words = ngettext("%(number)d mail is deleted.", "%(number)d mails are deleted.", len(uids))
    elif action == "move" or to:
        target = _folder(folders, request.POST.get("to", "")) if action == "move" else _of_role(folders, to or "", here)
        session.move(here.name, uids, target.name)
        words = ngettext("%(number)d mail is moved.", "%(number)d mails are moved.", len(uids))
    else:
        return
    messages.success(request, words % {"number": len(uids)})


def _folder(folders: tuple[Folder, ...], name: str) -> Folder:
    """Raises Gone."""
    for found in folders:
        if found.name == name:
            return found
    raise Gone(name)


def _of_role(folders: tuple[Folder, ...], role: str, here: Folder) -> Folder:
    """In the same mailbox. Raises Gone."""
    name = here.beside(role)
    for found in folders:
        if found.shared == here.shared and (found.role == role or found.name == name):
            return found
    raise Gone(role)


def _charset(request: MemberRequest) -> str:
    """The one that was chosen from the menu, "" where none was."""
    chosen = request.GET.get("charset", "")
    return chosen if chosen in CHARSETS else ""
