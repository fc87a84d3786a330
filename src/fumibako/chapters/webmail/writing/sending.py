"""Before a mail goes out: the look at recipients outside the company (misdelivery guard), and what is said after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.guard.queries import policy_of
from fumibako.chapters.webmail.imap import Session
from fumibako.chapters.webmail.reading.connected import folder_address, with_session
from fumibako.chapters.webmail.recipients import typed
from fumibako.chapters.webmail.writing import outbox, services
from fumibako.chapters.webmail.writing.draft import Draft, draft_of
from fumibako.chapters.webmail.writing.errors import NotConfirmed
from fumibako.chapters.webmail.writing.rules import inside_domains, is_inside
from fumibako.chapters.webmail.writing.warnings import warnings
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.templatetags.ui import whole
from fumibako.machine.formats.mime import Person
from fumibako.machine.formats.numbers import number_of

FILES = "files"


@dataclass(frozen=True)
class Line:
    """A recipient and the field in which it stands."""

    field: str
    person: Person


def needs_a_look(request: MemberRequest, draft: Draft) -> bool:
    inside = inside_domains(request.customer)
    is_asked = policy_of(request.customer).is_confirmed and _outside(draft, inside)
    return bool(is_asked or warnings(draft, inside))


@require_http_methods(["GET", "POST"])
@with_session
def send(request: MemberRequest, session: Session) -> HttpResponse:
    """All recipients; those outside, by company, are ticked one by one."""
    uid = number_of(request.GET.get("draft"))
    draft = draft_of(session.mail(session.name_of("Drafts"), uid, is_read=False), address=request.mailbox.address)
    inside = inside_domains(request.customer)
    outside = [line.person.address for line in _outside(draft, inside)]
    wanted = {*outside, *([FILES] if outside and draft.files else [])}
    refusal = None
    if request.method == "POST":
        if wanted <= {*request.POST.getlist("checked")}:
            services.confirm_recipients(actor=request.actor, mailbox=request.mailbox, draft=draft, outside=outside)
            return send_now(request, session, draft, uid)
        refusal = NotConfirmed()
    context = {
        "draft": draft,
        "back": _draft_address(uid),
        "companies": _companies(draft, inside),
        "inside": [line for line in _lines(draft) if is_inside(line.person, inside)],
        "number": len(outside),
        "warnings": warnings(draft, inside),
        "refusal": refusal,
        "checked": request.POST.getlist("checked"),
    }
    return render(request, "writing/send.html", context, status=422 if refusal else 200)


def send_now(request: MemberRequest, session: Session, draft: Draft, uid: int) -> HttpResponse:
    """Or when it is time. uid: the draft's, 0 where the mailbox was too full to keep one: such a mail cannot wait, and
    what is refused is raised."""
    try:
        is_held = services.must_be_approved(request.mailbox, draft)
        if uid and (is_held or draft.send_at or outbox.hold_of(request.mailbox, draft)):
            octets = session.mail(session.name_of("Drafts"), uid, is_read=False)
            row = outbox.queue(mailbox=request.mailbox, draft=draft, uid=uid, octets=octets)
            if is_held:
                messages.success(request, _("The mail goes out once your superior has approved it."))
                return redirect("webmail:outbox")
            if row.is_scheduled and row.send_at:
                messages.success(request, _("The mail will be sent at %(time)s.") % {"time": whole(row.send_at)})
                return redirect("webmail:outbox")
            return redirect(folder_address(draft.origin.folder if draft.origin else "INBOX"))
        is_kept = services.send(session=session, mailbox=request.mailbox, draft=draft, stored=uid or None)
    except Refused as refusal:
        if not uid:
            raise
        messages.error(request, " ".join((str(refusal), _("Your mail is kept as a draft."))))
        return redirect(_draft_address(uid))
    if is_kept:
        messages.success(request, _("The mail is sent."))
    else:
        messages.error(request, _("The mail is sent, but no copy could be kept: the mailbox may be full."))
    return redirect(folder_address(draft.origin.folder if draft.origin else "INBOX"))


def _draft_address(uid: int) -> str:
    return f"{reverse('webmail:write')}?draft={uid}"


def _lines(draft: Draft) -> list[Line]:
    fields = (("to", draft.to), ("cc", draft.cc), ("bcc", draft.bcc))
    return [Line(name, person) for name, text in fields for person in typed(text).people]


def _outside(draft: Draft, inside: frozenset[str]) -> Sequence[Line]:
    return [line for line in _lines(draft) if not is_inside(line.person, inside)]


def _companies(draft: Draft, inside: frozenset[str]) -> Mapping[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in _outside(draft, inside):
        found.setdefault(line.person.address.rpartition("@")[2].lower(), []).append(line)
    return dict(sorted(found.items()))
