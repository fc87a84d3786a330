"""Texts of notices (E6): written with placeholders, looked at with sample values, and back to the standard."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.console.texts import queries
from fumibako.groundwork.brand.queries import signature
from fumibako.groundwork.notices.forms import WordNotice
from fumibako.groundwork.notices.queries import operators_wordings
from fumibako.groundwork.notices.samples import placeholders, sample
from fumibako.groundwork.notices.services import remove_wording, set_wording
from fumibako.groundwork.rules import Refused
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.wording import LANGUAGES, built_in, written
from fumibako.machine.state import NoticeText

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    return render(request, "texts/list.html", {"notices": queries.listed(_language())})


@show
def text(request: OperatorRequest, notice_key: str, language: str) -> HttpResponse:
    """The button says whether what is typed is looked at or saved. Nobody saves what they have not seen the result of:
    the page after either shows it."""
    notice = _notice(notice_key, language)
    now = queries.version(notice_key, language, operators_wordings())
    initial = {"subject": now.text.subject, "body": now.text.body}
    form = WordNotice(request.POST or None, notice=notice, language=language, initial=initial)
    if request.method == "POST" and form.is_valid() and request.POST.get("step") != "preview":
        try:
            set_wording(actor=request.actor, notice=notice, domain=None, language=language, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The text has been saved. Mails from now on have it."))
            return redirect("console:text", notice_key, language)
    shown = form.text if form.is_bound else now.text
    context = {
        "form": form,
        "version": now,
        "title": queries.title_of(notice, _language()),
        "placeholders": list(placeholders(notice)),
        "preview": _preview(notice, shown, language) if shown and not form.errors else None,
        "is_preview": form.is_bound and not form.errors,
        "key": notice_key,
        "others": [(name, queries.NAMES[name]) for name in LANGUAGES if name != language],
    }
    return render(request, "texts/text.html", context, status=422 if form.errors else 200)


@show
def standard(request: OperatorRequest, notice_key: str, language: str) -> HttpResponse:
    """Back to the product's own words, which the page shows."""
    notice = _notice(notice_key, language)
    now = queries.version(notice_key, language, operators_wordings())
    if not now.is_own:
        return redirect("console:text", notice_key, language)
    if request.method == "POST":
        remove_wording(actor=request.actor, notice=notice, domain=None, language=language)
        messages.success(request, _("The standard text is back."))
        return redirect("console:text", notice_key, language)
    context = {
        "key": notice_key,
        "version": now,
        "title": queries.title_of(notice, _language()),
        "preview": _preview(notice, built_in(notice_key, language), language),
    }
    return render(request, "texts/standard.html", context)


def _preview(notice: type[Notice], shown: NoticeText, language: str) -> NoticeText:
    """As it would arrive, below it what stands below every mail."""
    whole = NoticeText(subject=shown.subject, body=shown.body)
    filled = written(sample(notice, language), wordings=(whole,), language=language)
    return NoticeText(subject=filled.subject, body=filled.body + signature(language))


def _notice(key: str, language: str) -> type[Notice]:
    found = queries.notice_of(key)
    if found is None or language not in LANGUAGES:
        raise Http404
    return found


def _language() -> str:
    return get_language() or LANGUAGES[0]
