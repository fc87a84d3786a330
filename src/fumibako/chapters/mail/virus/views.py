"""A domain's virus check (B7): files locked with a password, and the words of its mails."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.virus import queries
from fumibako.chapters.mail.virus.forms import SetLockedFiles
from fumibako.chapters.mail.virus.queries import Worded
from fumibako.chapters.mail.virus.services import set_locked_files
from fumibako.groundwork.brand.queries import signature
from fumibako.groundwork.notices.forms import WordNotice
from fumibako.groundwork.notices.samples import placeholders, sample
from fumibako.groundwork.notices.services import remove_wording, set_wording
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.notices.wording import LANGUAGES, written
from fumibako.machine.state import Aspect, NoticeText

show = require_http_methods(["GET", "POST"])


@show
def check(request: MemberRequest) -> HttpResponse:
    initial = {"locked_files": queries.treatment_of(request.domain)}
    form = SetLockedFiles(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            treatment = form.cleaned_data["locked_files"]
            set_locked_files(actor=request.actor, domain=request.domain, treatment=treatment)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The virus check settings have been saved."))
            return redirect(request.path)
    context = {
        "form": form,
        "wordings": queries.wordings(request.domain),
        "languages": [(name, queries.NAMES[name]) for name in LANGUAGES],
        "state": publication_of(Aspect.DOMAIN, request.domain.name),
    }
    return render(request, "virus/check.html", context, status=422 if form.errors else 200)


@show
def text(request: MemberRequest, virus_notice: str, language: str) -> HttpResponse:
    """The button says whether what is typed is looked at or saved."""
    now = _worded(request, virus_notice, language)
    initial = {"subject": now.text.subject, "body": now.text.body}
    form = WordNotice(request.POST or None, notice=now.notice, language=language, initial=initial)
    if request.method == "POST" and form.is_valid() and request.POST.get("step") != "preview":
        try:
            given = {"domain": request.domain, "language": language, **form.cleaned_data}
            set_wording(actor=request.actor, notice=now.notice, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The text has been saved. Mails from now on have it."))
            return redirect("adminmenu:virus_text", virus_notice, language)
    shown = form.text if form.is_bound else now.text
    context = {
        "form": form,
        "now": now,
        "placeholders": list(placeholders(now.notice)),
        "preview": _preview(now, shown) if shown and not form.errors else None,
        "is_preview": form.is_bound and not form.errors,
        "others": [(name, queries.NAMES[name]) for name in LANGUAGES if name != language],
    }
    return render(request, "virus/text.html", context, status=422 if form.errors else 200)


@show
def standard(request: MemberRequest, virus_notice: str, language: str) -> HttpResponse:
    now = _worded(request, virus_notice, language)
    if not now.is_own:
        return redirect("adminmenu:virus_text", virus_notice, language)
    if request.method == "POST":
        remove_wording(actor=request.actor, notice=now.notice, domain=request.domain, language=language)
        messages.success(request, _("The standard text is back."))
        return redirect("adminmenu:virus_text", virus_notice, language)
    context = {"now": now, "preview": _preview(now, queries.standard(now.notice, language))}
    return render(request, "virus/standard.html", context)


def _worded(request: MemberRequest, key: str, language: str) -> Worded:
    """Raises Http404."""
    if found := queries.worded(request.domain, key, language):
        return found
    raise Http404


def _preview(now: Worded, shown: NoticeText) -> NoticeText:
    """As it would arrive, with what stands below it."""
    whole = NoticeText(subject=shown.subject, body=shown.body)
    filled = written(sample(now.notice, now.language), wordings=(whole,), language=now.language)
    return NoticeText(subject=filled.subject, body=filled.body + signature(now.language))
