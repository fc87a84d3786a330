"""What would become of a mail, in words (B6, C5)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.mail_trace import words
from fumibako.chapters.mail.mail_trace.forms import TraceMail
from fumibako.chapters.mail.mail_trace.services import count_question
from fumibako.chapters.mail.mail_trace.tracing import traced
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Domain


@require_http_methods(["GET", "POST"])
def of_the_domain(request: MemberRequest) -> HttpResponse:
    return _trace(request, request.domain)


@require_http_methods(["GET", "POST"])
def own(request: MemberRequest) -> HttpResponse:
    return _trace(request, None)


def _trace(request: MemberRequest, domain: Domain | None) -> HttpResponse:
    """Nothing of the mail is stored, so that a form sent twice shows the same twice."""
    form = TraceMail(
        request.POST or None,
        request.FILES or None,
        domain=domain,
        initial={"address": request.GET.get("address") or request.mailbox.address},
    )
    context = {"form": form, "is_own": domain is None}
    if form.is_valid() and _is_within_limit(request, form):
        mailbox = form.cleaned_data["mailbox"] or request.mailbox
        made = traced(mailbox, form.cleaned_data["mail"])
        context |= {"mailbox": mailbox, "ending": words.ending(made.trace), "lines": words.lines(made)}
    return render(request, "mail_trace/trace.html", context, status=422 if form.errors else 200)


def _is_within_limit(request: MemberRequest, form: TraceMail) -> bool:
    try:
        count_question(mailbox=request.mailbox)
    except Refused as refusal:
        form.refuse(refusal)
    return not form.errors
