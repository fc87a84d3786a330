"""What waits for the approval of its reader, seen whole, and decided on (B13)."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Away
from fumibako.chapters.webmail.letter import attachment_of
from fumibako.chapters.webmail.reading.files import to_be_saved
from fumibako.chapters.webmail.reading.html import LOOK, safe
from fumibako.chapters.webmail.reading.views import BODY
from fumibako.chapters.webmail.writing import approving, services
from fumibako.chapters.webmail.writing.draft import Draft, draft_letter, draft_of
from fumibako.chapters.webmail.writing.errors import NotHeld
from fumibako.chapters.webmail.writing.forms import Decide
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.rules import inside_domains, is_inside
from fumibako.machine.formats.numbers import number_of

View = Callable[[MemberRequest, Submission, Draft, bytes], HttpResponse]


def _of_held_mail(view: View) -> Callable[[MemberRequest], HttpResponse]:
    """With the mail as it would be sent: a draft of another program may hold what is not."""

    @wraps(view)
    def decided(request: MemberRequest) -> HttpResponse:
        try:
            row = approving.held_mail(request.mailbox, number_of(request.GET.get("mail")))
            draft = draft_of(approving.octets_of(row), address=row.mailbox.address)
            return view(request, row, draft, services.copy_of(row.mailbox, draft))
        except NotHeld as refusal:
            messages.error(request, str(refusal))
            return redirect("webmail:approvals")
        except Away:
            return render(request, "reading/away.html", status=503)

    return decided


@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    return render(request, "writing/approvals.html", {"rows": approving.held_for(request.mailbox)})


@require_http_methods(["GET", "POST"])
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type] # a request behind the gate
@_of_held_mail
def held(request: MemberRequest, row: Submission, draft: Draft, octets: bytes) -> HttpResponse:
    """The whole mail, and the decision."""
    form = Decide(request.POST or None)
    is_right = request.method == "POST" and form.is_valid()
    if is_right:
        return _decide(request, row, form.cleaned_data["reason"])
    inside = inside_domains(request.customer)
    context = {
        "row": row,
        "draft": draft,
        "letter": draft_letter(octets),
        "outside": [person for person in draft.people() if not is_inside(person, inside)],
        "form": form,
        "days": approving.DAYS,
    }
    return render(request, "writing/held.html", context, status=422 if form.errors else 200)


@xframe_options_sameorigin
@csp_replace(BODY)  # type: ignore[arg-type] # a request behind the gate
@require_GET
@_of_held_mail
def body(request: MemberRequest, row: Submission, draft: Draft, octets: bytes) -> HttpResponse:
    letter = draft_letter(octets)
    context = {"look": LOOK, "html": safe(letter.html, inline=letter.inline).html, "letter": letter}
    return render(request, "reading/body.html", context)


@require_GET
@_of_held_mail
def file(request: MemberRequest, row: Submission, draft: Draft, octets: bytes) -> HttpResponse:
    found = attachment_of(octets, number_of(request.GET.get("part"), 0))
    if found is None:
        raise NotHeld
    return to_be_saved(*found)


def _decide(request: MemberRequest, row: Submission, reason: str) -> HttpResponse:
    """Raises NotHeld."""
    if request.POST.get("action") == "approve":
        approving.approve(actor=request.actor, approver=request.mailbox, key=row.pk)
        messages.success(request, _("The mail is approved and goes out."))
    else:
        approving.send_back(actor=request.actor, approver=request.mailbox, key=row.pk, reason=reason)
        messages.success(request, _("The mail went back to its writer, who has been told why."))
    return redirect("webmail:approvals")
