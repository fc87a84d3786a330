"""Folders, mails, attachments (C1)."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, wraps
from typing import Any, cast
from urllib.parse import urlencode

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import (
    EVERYTHING,
    MAX_GROUPED,
    PAGE,
    Away,
    Folder,
    Gone,
    Listing,
    Row,
    Search,
    Session,
    shared_of,
)
from fumibako.chapters.webmail.letter import attachment_of, letter_of
from fumibako.chapters.webmail.reading.answers import answers_in
from fumibako.chapters.webmail.reading.changing import folder_of
from fumibako.chapters.webmail.reading.charsets import CHARSETS
from fumibako.chapters.webmail.reading.connected import folder_address, wanted, with_session
from fumibako.chapters.webmail.reading.every import MOVED, change_all, undo_offered
from fumibako.chapters.webmail.reading.files import to_be_saved
from fumibako.chapters.webmail.reading.forms import SearchForm
from fumibako.chapters.webmail.reading.html import LOOK, has_remote, safe
from fumibako.chapters.webmail.reading.queries import habits_of
from fumibako.chapters.webmail.reading.rows import Rows
from fumibako.chapters.webmail.reading.services import set_habits
from fumibako.machine.formats.numbers import number_of

MAX_CHOSEN = 500
MAX_PAGES = 20_000
MAX_ROWS = 100  # of one answer
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


# Of an answer to a script, which is no page of its own.
PART = dict.fromkeys(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]) | {"default-src": ["'none'"]}


def _in_parts(view: Callable[[MemberRequest], HttpResponse]) -> Callable[[MemberRequest], HttpResponse]:
    """A page that shows a mail in a frame, or can come to (static/reading/swap.js); or what is in it."""
    whole = csp_update({"frame-src": ["'self'"]})(view)  # type: ignore[arg-type] # a request behind the gate
    part = csp_replace(PART)(view)  # type: ignore[arg-type]

    @wraps(view)
    def chosen(request: MemberRequest) -> HttpResponse:
        return cast(HttpResponse, part(request) if "X-Part" in request.headers else whole(request))

    return chosen


@require_http_methods(["GET", "POST"])
@_in_parts
@with_session
def folder(request: MemberRequest, session: Session) -> HttpResponse:
    """A folder's mails, newest first, and what is done with those that are ticked."""
    folders = session.folders()
    here = folder_of(folders, request.GET.get("folder", "INBOX"))
    if request.method == "POST":
        moved = _change(request, session, folders, here)
        given = {"folder": [here.name]} if request.POST.get("back") == "list" else dict(request.GET.lists())
        left = {name: values for name, values in given.items() if name not in MOVED}
        return redirect(f"{reverse('webmail:menu')}?{urlencode(left | moved, doseq=True)}")
    form = SearchForm(request.GET)
    page = min(max(1, number_of(request.GET.get("page"), 1)), MAX_PAGES)
    context = _listed(request, session, folders, here, form, range((page - 1) * PAGE, page * PAGE))
    asked, number = form.asked(), context["number"]
    context |= {
        "form": form,
        "every": urlencode({"folder": here.name} | asked),
        "undo": undo_offered(request),
        "chips": form.chips(here.name),
        "first": (page - 1) * PAGE + 1,
        "last": (page - 1) * PAGE + len(context["rows"]),
        "before": folder_address(here.name, **asked, page=page - 1) if page > 1 else "",
        "after": folder_address(here.name, **asked, page=page + 1) if page * PAGE < number else "",
    }
    is_short = request.headers.get("X-Part") == "list" and context["rows"] and not context["undo"]
    if is_short and not len(messages.get_messages(request)):
        return render(request, "reading/found.html", context)
    context["fields"] = _fields(form) if form.data.keys() & form.fields else _empty_fields(get_language() or "")
    return render(request, "reading/folder.html", context, status=422 if form.errors else 200)


def _fields(form: SearchForm) -> str:
    return render_to_string("reading/_fields.html", {"form": form})


@cache
def _empty_fields(language: str) -> str:
    """Those of most pages: twelve fields are a fifth of what a list costs."""
    with override(language):
        return _fields(SearchForm({}))


@require_GET
@csp_replace(PART)  # type: ignore[arg-type] # a request behind the gate
@with_session
def rows(request: MemberRequest, session: Session) -> HttpResponse:
    """Some rows of the same list without what is around it, for the one that is scrolled (static/reading/long.js)."""
    folders = session.folders()
    here = folder_of(folders, request.GET.get("folder", "INBOX"))
    page = number_of(request.GET.get("page"), 1)  # by scripts of pages that were opened before an update
    first = min(max(1, number_of(request.GET.get("first"), (page - 1) * PAGE + 1)), MAX_PAGES * PAGE)
    last = min(max(first, number_of(request.GET.get("last"), first + PAGE - 1)), first + MAX_ROWS - 1)
    form = SearchForm(request.GET)
    return render(request, "reading/rows.html", _listed(request, session, folders, here, form, range(first - 1, last)))


def _listed(
    request: MemberRequest,
    session: Session,
    folders: tuple[Folder, ...],
    here: Folder,
    form: SearchForm,
    places: range,
) -> dict[str, Any]:
    search = form.search()
    habits = habits_of(request.mailbox)
    is_grouped = habits.groups and here.number <= MAX_GROUPED and search == EVERYTHING
    found = session.conversations(here, places) if is_grouped else _found(session, folders, here, form, search, places)
    is_everywhere = bool(search) and form.is_everywhere()
    drafts = next((each.name for each in folders if each.role == "Drafts"), "")
    return {
        "folders": folders,
        "here": here,
        "rows": found.rows,
        "table_rows": Rows(here, folders, drafts, is_everywhere=is_everywhere).html(found.rows),
        "number": found.number,
        "habits": habits,
        "is_grouped": is_grouped,
        "is_searched": bool(search),
        "is_everywhere": is_everywhere,
    }


def _found(
    session: Session, folders: tuple[Folder, ...], here: Folder, form: SearchForm, search: Search | None, places: range
) -> Listing:
    if search is None:
        return Listing((), 0)
    if search and form.is_everywhere():
        return session.listing_of_all(folders, places, search)
    return session.listing(here, places, search)


@require_POST
def habits(request: MemberRequest) -> HttpResponse:
    """One switch of the list, kept for this mailbox."""
    for name in ("groups", "uses_keys"):
        if name in request.POST:
            set_habits(mailbox=request.mailbox, **{name: request.POST[name] == "on"})
    return redirect(folder_address(request.POST.get("folder", "INBOX")))


@require_GET
@csp_replace(PART)  # type: ignore[arg-type] # a request behind the gate
@with_session
def state(request: MemberRequest, session: Session) -> HttpResponse:
    """The folders as they are now, for the page that is open (docs/decisions/0174)."""
    folders = session.folders()
    here = next((folder for folder in folders if folder.name == request.GET.get("folder")), None)
    return render(request, "reading/_folders.html", {"folders": folders, "here": here})


@require_GET
@_in_parts
@with_session
def mail(request: MemberRequest, session: Session) -> HttpResponse:
    name, uid = wanted(request)
    charset = _charset(request)
    letter = letter_of(session.mail(name, uid), charset)
    newer, older = session.beside(name, uid)
    folders = session.folders()
    here = folder_of(folders, name)
    together = _together(session, folders, here, uid)
    with_pictures = "pictures" in request.GET
    context = {
        "folders": folders,
        "here": here,
        "together": together if len(together) > 1 else (),
        "habits": habits_of(request.mailbox),
        "uid": uid,
        "of": urlencode({"folder": name, "uid": uid}),
        "newer": urlencode({"folder": name, "uid": newer}) if newer else "",
        "older": urlencode({"folder": name, "uid": older}) if older else "",
        "charsets": CHARSETS,
        "charset": charset,
        "letter": letter,
        "answers": answers_in(request.mailbox, shared_of(name) or request.mailbox.address, letter.message_id),
        "blocked": not with_pictures and has_remote(letter.html),
        "pictures": with_pictures,
        "list": folder_address(name),
    }
    return render(request, "reading/mail.html", context)


def _together(session: Session, folders: Sequence[Folder], here: Folder, uid: int) -> tuple[Row, ...]:
    """Its conversation, where finding it does not hold up the mail itself."""
    if here.number > MAX_GROUPED:
        return ()
    with suppress(Away):
        return session.conversation(here, uid, next((each for each in folders if _is_looked_into(each)), None))
    return ()


def _is_looked_into(folder: Folder) -> bool:
    return folder.role == "Sent" and not folder.shared and folder.number <= MAX_GROUPED


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


def _change(
    request: MemberRequest, session: Session, folders: tuple[Folder, ...], here: Folder
) -> dict[str, list[str]]:
    """As change_all."""
    action = next((name for name in _OF_ONE if name in request.POST), "")
    chosen = _chosen(request.POST.getlist(action or "uid")[:MAX_CHOSEN], here)
    action = action or request.POST.get("action", "")
    if not chosen:
        messages.error(request, _("Tick the mails first."))
        return {}
    if action == "move" and not request.POST.get("to"):
        messages.error(request, _("Choose the folder to move to."))
        return {}
    in_trash = {folder.name for folder in folders if folder.role == "Trash"} & {*chosen}
    if action == "delete" and here.role != "Trash" and in_trash:
        chosen = {name: uids for name, uids in chosen.items() if name not in in_trash}
        words = _("What lies in the trash already stays there. Open the trash to delete it for ever.")
        messages.error(request, words)
    return change_all(request, session, folders, chosen, action, request.POST.get("to", ""))


def _chosen(ticked: Sequence[str], here: Folder) -> dict[str, list[int]]:
    """UIDs by folder: another folder than this stands behind a colon. Several are a conversation's."""
    found: dict[str, list[int]] = {}
    for each in ticked:
        text, _colon, name = each.partition(":")
        uids = list(filter(None, map(number_of, text.split(",")[:MAX_CHOSEN])))
        if uids:
            found.setdefault(name or here.name, []).extend(uids)
    return found


def _charset(request: MemberRequest) -> str:
    """The one that was chosen from the menu, "" where none was."""
    chosen = request.GET.get("charset", "")
    return chosen if chosen in CHARSETS else ""
