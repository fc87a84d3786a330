"""The pages of links and requests, for whoever has one (E5). Nobody is logged in here."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fumibako.chapters.cabinet import errors, giving, receiving, uploading
from fumibako.chapters.cabinet.forms import AskForCode, EnterCode, EnterPassword, SendFiles
from fumibako.chapters.cabinet.giving import Visitor
from fumibako.chapters.cabinet.handing import sent_by_nginx
from fumibako.chapters.cabinet.models import FileRequest, Link, Policy, StoredFile
from fumibako.chapters.cabinet.passes import Pass, give, pass_of
from fumibako.chapters.cabinet.queries import files_of
from fumibako.chapters.cabinet.rules import may_go_out
from fumibako.chapters.cabinet.uploading import Coming
from fumibako.chapters.cabinet.views import FORM_BYTES, answer_part
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])
View = Callable[..., HttpResponse]


def in_words(view: View) -> View:
    """What does not work any more says so, and nothing else."""

    @wraps(view)
    def page(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            response = view(request, **kwargs)
        except errors.LinkOver as refusal:
            response = render(request, "cabinet/over.html", {"words": refusal}, status=410)
        except errors.LinkAway as refusal:
            response = render(request, "cabinet/over.html", {"words": refusal, "is_away": True}, status=403)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return page


@show
@sensitive_post_parameters("password", "code")
@in_words
def link(request: HttpRequest, cabinet_link: str) -> HttpResponse:
    """Step by step: the password, the address, its code, and the files."""
    row, policy = giving.opened(cabinet_link)
    shown = pass_of(request, f"l{row.pk}")
    if row.password_hash and not shown.has_password:
        return _password(request, row, shown)
    if row.recipients and not shown.who:
        return _address(request, row, shown)
    return render(request, "cabinet/take.html", _files(row, policy, shown, cabinet_link))


def _files(row: Link, policy: Policy, shown: Pass, token: str) -> dict[str, Any]:
    lines = []
    for linked in row.linked.select_related("file").filter(file__in=files_of(row.mailbox)).order_by("file__name"):
        left = max(0, row.max_downloads - linked.downloads) if row.max_downloads else None
        address = reverse("membersite:cabinet_download", args=(token, linked.file.key))
        lines.append((linked.file, may_go_out(linked.file, policy), left, linked.file.key in shown.begun, address))
    return {"link": row, "lines": lines, "sender": row.mailbox, "who": shown.who}


@show
@in_words
def download(request: HttpRequest, cabinet_link: str, cabinet_file: str) -> HttpResponse:
    """The form counts the download and leads to its address, which the same browser may ask again: to go on."""
    row, policy = giving.opened(cabinet_link)
    shown = pass_of(request, f"l{row.pk}")
    back = redirect("membersite:cabinet_link", cabinet_link)
    if (row.password_hash and not shown.has_password) or (row.recipients and not shown.who):
        return back
    try:
        if cabinet_file in shown.begun:
            linked = giving.found(row, policy, cabinet_file)
            return sent_by_nginx(linked.file) if request.method != "POST" else redirect(request.path)
        if request.method != "POST":
            return back
        giving.take(row, policy, _visitor(request, shown), cabinet_file)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back
    return give(redirect(request.path), shown.with_begun(cabinet_file))


@show
@sensitive_post_parameters("password")
@in_words
def file_request(request: HttpRequest, cabinet_request: str) -> HttpResponse:
    row = receiving.opened(cabinet_request)
    shown = pass_of(request, f"r{row.pk}")
    if row.password_hash and not shown.has_password:
        return _password(request, row, shown)
    if "sent" in request.GET:
        messages.success(request, _("Your files have been received. Thank you."))
        return redirect(request.path)
    form, refusals = SendFiles(request.POST or None), list[str]()
    if request.method == "POST" and form.is_valid():
        given = request.FILES.getlist("files")
        if not given:
            form.refuse(errors.NothingChosen())
        for each in given:
            try:
                _receive(request, row, each, form.cleaned_data["sender"])
            except Refused as refusal:
                refusals.append(str(refusal))
        if given and not refusals:
            messages.success(request, _("Your files have been received. Thank you."))
            return redirect(request.path)
    context = {"row": row, "form": form, "refusals": refusals, "owner": row.mailbox, "form_bytes": FORM_BYTES}
    context["part"] = reverse("membersite:cabinet_request_part", args=(cabinet_request,))
    return render(request, "cabinet/send.html", context, status=422 if form.errors or refusals else 200)


def _receive(request: HttpRequest, row: FileRequest, each: Any, sender: str) -> StoredFile:
    stamp = secrets.token_hex(16)
    coming = receiving.coming(row, name=str(each.name), size=each.size or 0, stamp=stamp, sender=sender)
    return receiving.send(_visitor(request), coming, each.chunks())


@require_POST
@in_words
def part(request: HttpRequest, cabinet_request: str) -> HttpResponse:
    row = receiving.opened(cabinet_request)
    if row.password_hash and not pass_of(request, f"r{row.pk}").has_password:
        return JsonResponse({}, status=403)

    def coming(given: dict[str, Any]) -> Coming:
        # Of this browser: nobody else goes on with what somebody has begun.
        stamp = f"{request.META.get('CSRF_COOKIE', '')}:{given['stamp']}"
        return receiving.coming(row, name=given["name"], size=given["size"], stamp=stamp, sender=given["sender"])

    def add(coming: Coming, offset: int, part: uploading.Part) -> StoredFile:
        return receiving.add_part(_visitor(request), coming, offset, part)

    return answer_part(request, coming, add)


def _password(request: HttpRequest, row: Link | FileRequest, shown: Pass) -> HttpResponse:
    form = EnterPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            giving.check_password(row, _visitor(request), form.cleaned_data["password"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return give(redirect(request.path), replace(shown, has_password=True))
    context = {"form": form, "row": row, "step": "password"}
    return render(request, "cabinet/prove.html", context, status=422 if form.errors else 200)


def _address(request: HttpRequest, row: Link, shown: Pass) -> HttpResponse:
    if shown.asked and "again" not in request.GET:
        return _code(request, row, shown)
    form = AskForCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"].lower()
        try:
            giving.ask_for_code(row, _visitor(request), address)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return give(redirect(request.path), replace(shown, asked=address))
    context = {"form": form, "row": row, "step": "address"}
    return render(request, "cabinet/prove.html", context, status=422 if form.errors else 200)


def _code(request: HttpRequest, row: Link, shown: Pass) -> HttpResponse:
    form = EnterCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            giving.prove(row, _visitor(request), shown.asked, form.cleaned_data["code"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return give(redirect(request.path), replace(shown, who=shown.asked))
    context = {"form": form, "row": row, "step": "code", "address": shown.asked}
    return render(request, "cabinet/prove.html", context, status=422 if form.errors else 200)


def _visitor(request: HttpRequest, shown: Pass | None = None) -> Visitor:
    return Visitor(remote_of(request), request.headers.get("User-Agent", ""), shown.who if shown else "")
