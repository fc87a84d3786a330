"""What is done with all mails of a folder or a search, after a question that says how many (C1)."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.spam_box.services import teach
from fumibako.chapters.webmail.imap import EVERYTHING, Folder, Session
from fumibako.chapters.webmail.imap.uids import packed, unpacked
from fumibako.chapters.webmail.reading import jobs
from fumibako.chapters.webmail.reading.changing import ACTIONS, change, folder_of
from fumibako.chapters.webmail.reading.connected import folder_address, with_session
from fumibako.chapters.webmail.reading.forms import SearchForm
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.rules import Refused

AT_ONCE = 500  # more than these are a job
MAX_UNDONE = 1000
MAX_ADDRESS = 2000  # characters of the UIDs

Chosen = dict[str, list[int]]


@require_http_methods(["GET", "POST"])
@with_session
def every(request: MemberRequest, session: Session) -> HttpResponse:
    """GET asks what is to be done; POST asks whether, with the number, and does it where they are still the same."""
    folders = session.folders()
    here = folder_of(folders, request.GET.get("folder", "INBOX"))
    form = SearchForm(request.GET)
    search = form.search()
    if search is None:
        return redirect(folder_address(here.name, **form.asked()))
    action, to = request.POST.get("action", ""), request.POST.get("to", "")
    looked = folders if search and form.is_everywhere() else (here,)
    chosen = {folder.name: session.found(folder.name, search or EVERYTHING) for folder in _meant(looked, action)}
    number = sum(map(len, chosen.values()))
    target = folder_of(folders, to) if to and action == "move" else None
    if not number:
        messages.error(request, _("There are no mails to change."))
        return redirect(folder_address(here.name, **form.asked()))
    those = _digest(chosen)
    if action in ACTIONS and request.POST.get("confirmed") == those and (target or action != "move"):
        return _done(request, session, folders, {name: uids for name, uids in chosen.items() if uids}, action, to)
    if action == "move" and not target:
        messages.error(request, _("Choose the folder to move to."))
        action = ""
    context: dict[str, Any] = {
        "folders": folders,
        "here": here,
        "chips": form.chips(here.name),
        "is_everywhere": len(looked) > 1,
        "number": number,
        "those": those,
        "action": action if action in ACTIONS else "",
        "target": target,
        "is_for_ever": action == "delete" and here.role == "Trash" and len(looked) == 1,
        "list": folder_address(here.name, **form.asked()),
    }
    return render(request, "reading/every.html", context)


def _digest(chosen: Chosen) -> str:
    """Of which mails they are."""
    said = "\n".join(f"{name}\0{packed(uids)}" for name, uids in sorted(chosen.items()))
    return sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


def _meant(looked: Sequence[Folder], action: str) -> Sequence[Folder]:
    """What lies in the trash is not deleted for ever by a search through all folders."""
    if action == "delete" and len(looked) > 1:
        return [folder for folder in looked if folder.role != "Trash"]
    return looked


def _done(
    request: MemberRequest, session: Session, folders: Sequence[Folder], chosen: Chosen, action: str, to: str
) -> HttpResponse:
    number = sum(map(len, chosen.values()))
    if number > AT_ONCE:
        mails = {name: packed(uids) for name, uids in chosen.items()}
        owner = owners.login(request.mailbox.login_id)
        job = jobs.change_many.enqueue(
            actor=request.actor,
            owner=owner,
            customer_number=request.mailbox.domain.customer.number,
            address=request.mailbox.address,
            mails=mails,
            action=action,
            to=to,
        )
        return redirect("jobs:job", job.pk)
    moved = change_all(request, session, folders, chosen, action, to)
    left = {"folder": [request.GET.get("folder", "INBOX")]} | moved
    return redirect(f"{reverse('webmail:menu')}?{urlencode(left, doseq=True)}")


def change_all(
    request: MemberRequest, session: Session, folders: Sequence[Folder], chosen: Chosen, action: str, to: str
) -> dict[str, list[str]]:
    """Do it and say so. Returns how the next page's address says what was moved, so that it offers to undo it."""
    words = ""
    moved: dict[str, list[str]] = {name: [] for name in MOVED}
    for name, uids in chosen.items():
        if action in _TEACHES:
            _teach(request, name, uids, is_spam=_TEACHES[action])
        done = change(session, folders, folder_of(folders, name), uids, action, to)
        words = done.words or words
        if done.uids and len(done.uids) == len(uids):
            for key, value in zip(MOVED, (done.to, name, packed(done.uids)), strict=True):
                moved[key].append(value)
    if words:
        messages.success(request, words % {"number": sum(map(len, chosen.values()))})
    return moved if sum(map(len, moved["moved_uids"])) <= MAX_ADDRESS else {}


_TEACHES = {"junk": True, "good": False}


def _teach(request: MemberRequest, folder: str, uids: Sequence[int], *, is_spam: bool) -> None:
    """The mails are moved also where the filter cannot be taught."""
    try:
        teach(actor=request.actor, mailbox=request.mailbox, folder=folder, uids=uids, is_spam=is_spam)
    except Refused as refusal:
        messages.warning(request, str(refusal))


MOVED = ("moved_to", "moved_from", "moved_uids")


def undo_offered(request: MemberRequest) -> list[dict[str, str]]:
    """What the change before this page moved, as its address says."""
    given = zip(*map(request.GET.getlist, MOVED), strict=False)
    return [{"from": now, "to": before, "uids": uids} for now, before, uids in given]


@require_POST
@with_session
def undo(request: MemberRequest, session: Session) -> HttpResponse:
    """Move mails back to where they were."""
    here = request.POST.get("folder", "INBOX")
    moves = zip(*(request.POST.getlist(name) for name in ("from", "to", "uids")), strict=False)
    number = 0
    for source, target, text in moves:
        if uids := unpacked(text, MAX_UNDONE):
            number += len(session.move(source, uids, target))
    words = ngettext("%(number)d mail is back.", "%(number)d mails are back.", number)
    messages.success(request, words % {"number": number})
    return redirect(folder_address(here))
