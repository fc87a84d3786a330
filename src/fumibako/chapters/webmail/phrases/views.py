"""Signatures and templates (C1)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.phrases import services
from fumibako.chapters.webmail.phrases.forms import WritePhrase
from fumibako.chapters.webmail.phrases.models import Phrase
from fumibako.chapters.webmail.phrases.queries import phrases_of
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    found = phrases_of(request.mailbox)
    context = {kind.name.lower(): found.filter(kind=kind) for kind in Phrase.Kind}
    return render(request, "phrases/list.html", context)


@show
@done_once
def add(request: MemberRequest) -> HttpResponse:
    kind = Phrase.Kind.TEMPLATE if request.GET.get("kind") == "template" else Phrase.Kind.SIGNATURE
    form = WritePhrase(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            phrase = services.add_phrase(mailbox=request.mailbox, kind=kind, **form.given())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _saved(request, phrase)
    context = {"form": form, "is_signature": kind == Phrase.Kind.SIGNATURE}
    return render(request, "phrases/phrase.html", context, status=422 if form.errors else 200)


@show
def change(request: MemberRequest, phrase: str) -> HttpResponse:
    found = _own(request, phrase)
    initial = {name: getattr(found, name) for name in ("name", "subject", "text", "is_default")}
    form = WritePhrase(request.POST or None, initial=initial, kind=found.kind)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_phrase(phrase=found, **form.given())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _saved(request, found)
    context = {"form": form, "phrase": found, "is_signature": found.kind == Phrase.Kind.SIGNATURE}
    return render(request, "phrases/phrase.html", context, status=422 if form.errors else 200)


@show
@done_once
def delete(request: MemberRequest, phrase: str) -> HttpResponse:
    found = _own(request, phrase)
    if request.method == "POST":
        services.delete_phrase(phrase=found)
        messages.success(request, _("“%(name)s” has been deleted.") % {"name": found})
        return redirect("webmail:phrases")
    return render(request, "phrases/delete.html", {"phrase": found})


def _saved(request: MemberRequest, phrase: Phrase) -> HttpResponse:
    messages.success(request, _("“%(name)s” has been saved.") % {"name": phrase})
    return redirect("webmail:phrases")


def _own(request: MemberRequest, key: str) -> Phrase:
    found = phrases_of(request.mailbox).filter(pk=number_of(key)).first()
    if found is None:
        raise Http404
    return found
