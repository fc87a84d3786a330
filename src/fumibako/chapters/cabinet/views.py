"""A user's cabinet: files, links, requests (E5)."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.cabinet import errors, queries, rules, services, uploading
from fumibako.chapters.cabinet.forms import AddLink, AddRequest, Part, Upload
from fumibako.chapters.cabinet.handing import sent_by_nginx
from fumibako.chapters.cabinet.models import FileRequest, Link, State, StoredFile
from fumibako.chapters.cabinet.uploading import Coming
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import once
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.templatetags.ui import size
from fumibako.machine.formats.numbers import number_of

show = require_http_methods(["GET", "POST"])
SHOWN_ACCESSES = 100
FORM_BYTES = 50_000_000
"""What a form without script may send (client_max_body_size of nginx)."""
View = Callable[..., HttpResponse]


def seated(view: View) -> View:
    """For those who may use the cabinet; to the others, why not."""

    @wraps(view)
    def page(request: MemberRequest, **kwargs: str) -> HttpResponse:
        try:
            queries.check_use(request.mailbox)
        except Refused as refusal:
            return render(request, "cabinet/closed.html", {"refusal": refusal}, status=200)
        return view(request, **kwargs)

    return page


@require_GET
@seated
def cabinet(request: MemberRequest) -> HttpResponse:
    mailbox, customer = request.mailbox, request.customer
    policy = queries.policy_of(customer)
    files = list(queries.files_of(mailbox))
    context = {
        "files": [(file, rules.may_go_out(file, policy)) for file in files if file.is_whole],
        "coming": [file for file in files if not file.is_whole],
        "links": queries.links_of(mailbox).filter(queries.alive()),
        "requests": queries.requests_of(mailbox).filter(queries.alive()),
        "policy": policy,
        "used": queries.used_bytes(customer),
        "disk": queries.disk_of(customer),
        "is_waiting": any(file.state == State.WAITING for file in files),
        "is_scanner_away": any(file.scan_failed_at for file in files),
        "form_bytes": FORM_BYTES,
    }
    return render(request, "cabinet/cabinet.html", context)


@show
@seated
def upload(request: MemberRequest) -> HttpResponse:
    form, refusals = Upload(request.POST if request.method == "POST" else None), list[str]()
    if request.method == "POST" and form.is_valid():
        given, done = request.FILES.getlist("files"), 0
        for each in given:
            name = str(each.name)
            try:
                services.add_file(
                    actor=request.actor, mailbox=request.mailbox, name=name, size=each.size or 0, pieces=each.chunks()
                )
                done += 1
            except Refused as refusal:
                refusals.append(str(refusal))
        if not given:
            form.refuse(errors.NothingChosen())
        if done:
            messages.success(request, _uploaded(done))
        if given and not refusals:
            return redirect("usermenu:cabinet")
    context = {
        "form": form,
        "refusals": refusals,
        "form_bytes": FORM_BYTES,
        "policy": queries.policy_of(request.customer),
    }
    return render(request, "cabinet/upload.html", context, status=422 if form.errors or refusals else 200)


@require_POST
@seated
def part(request: MemberRequest) -> HttpResponse:
    """With a part this is added, with `forget` all of it goes; else: how much of it has come."""

    def coming(given: dict[str, Any]) -> Coming:
        policy = queries.check_use(request.mailbox)
        return Coming(request.mailbox, policy, given["name"], given["size"], given["stamp"])

    def add(coming: Coming, offset: int, part: uploading.Part) -> StoredFile:
        return services.add_part(actor=request.actor, coming=coming, offset=offset, part=part)

    return answer_part(request, coming, add)


def answer_part(
    request: Any,
    coming_of: Callable[[dict[str, Any]], Coming],
    add: Callable[[Coming, int, uploading.Part], StoredFile],
) -> JsonResponse:
    """The same for a user and for somebody outside."""
    form, part = Part(request.POST), request.FILES.get("part")
    if not form.is_valid():
        return JsonResponse({}, status=HTTPStatus.BAD_REQUEST)
    given = form.cleaned_data
    try:
        coming = coming_of(given)
        if "forget" in request.POST:
            uploading.forget(coming)
            return JsonResponse({})
        if given["offset"] is None:
            file = uploading.begin(coming)
        else:
            pieces = part.chunks() if part else ()
            file = add(coming, given["offset"], uploading.Part(part.size if part else 0, pieces))
    except Refused as refusal:
        is_passing = isinstance(refusal, errors.UploadBusy)
        status = HTTPStatus.SERVICE_UNAVAILABLE if is_passing else HTTPStatus.UNPROCESSABLE_ENTITY
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=status)
    return JsonResponse({"offset": file.received, "is_whole": file.is_whole})


@require_GET
@seated
def download(request: MemberRequest, cabinet_file: str) -> HttpResponse:
    file = _file(request, cabinet_file)
    if not rules.may_go_out(file, queries.policy_of(request.customer)):
        messages.error(request, str(errors.FileNotSafe(name=file.name, reason=file.get_state_display())))
        return redirect("usermenu:cabinet")
    return sent_by_nginx(file)


@show
@seated
@done_once
def delete(request: MemberRequest, cabinet_file: str) -> HttpResponse:
    file = _file(request, cabinet_file)
    if request.method == "POST":
        services.delete_file(actor=request.actor, file=file)
        messages.success(request, _("“%(name)s” has been deleted.") % {"name": file.name})
        return redirect("usermenu:cabinet")
    links = file.links.filter(queries.alive()).count()
    return render(request, "cabinet/delete.html", {"file": file, "links": links})


@show
@seated
@sensitive_post_parameters("password")
def add_link(request: MemberRequest) -> HttpResponse:
    policy = queries.policy_of(request.customer)
    form = AddLink(
        request.POST or None,
        policy=policy,
        choices=choices_of(request, policy),
        initial={"chosen": request.GET.getlist("file"), "days": min(7, policy.max_days)},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given |= {
            "files": given.pop("chosen"),
            "recipients": form.lines(),
            "max_downloads": given["max_downloads"] or 0,
        }
        try:
            made = once(
                request,
                lambda: {"address": services.add_link(actor=request.actor, mailbox=request.mailbox, **given).address},
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(request, "cabinet/made.html", {**given, **made, "has_password": bool(given["password"])})
    context = {"form": form, "policy": policy, "has_files": bool(choices_of(request, policy))}
    return render(request, "cabinet/add_link.html", context, status=422 if form.errors else 200)


def choices_of(request: MemberRequest, policy: Any) -> list[tuple[str, str]]:
    """Files that may be linked."""
    there = [file for file in queries.files_of(request.mailbox) if rules.is_linkable(file, policy)]
    return [(file.key, f"{file.name} ({size(file.size)})") for file in there]


@require_GET
@seated
def link(request: MemberRequest, link: str) -> HttpResponse:
    row = _link(request, link)
    context = {"link": row, "is_alive": queries.links_of(request.mailbox).filter(queries.alive(), pk=row.pk).exists()}
    context["accesses"] = row.accesses.order_by("-pk")[:SHOWN_ACCESSES]
    return render(request, "cabinet/link.html", context)


@show
@seated
@done_once
def end_link(request: MemberRequest, link: str) -> HttpResponse:
    row = _link(request, link)
    if request.method == "POST":
        services.end_link(actor=request.actor, link=row)
        messages.success(request, _("The link does not work any more."))
        return redirect("usermenu:cabinet")
    return render(request, "cabinet/end.html", {"link": row})


@show
@seated
@sensitive_post_parameters("password")
def add_request(request: MemberRequest) -> HttpResponse:
    policy = queries.policy_of(request.customer)
    form = AddRequest(
        request.POST or None, policy=policy, initial={"days": min(7, policy.max_days), "max_gigabytes": 2}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = once(
                request,
                lambda: {
                    "address": services.add_request(actor=request.actor, mailbox=request.mailbox, **given).address
                },
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            context = {**given, **made, "has_password": bool(given["password"]), "is_request": True}
            return render(request, "cabinet/made.html", context)
    context = {"form": form, "policy": policy}
    return render(request, "cabinet/add_request.html", context, status=422 if form.errors else 200)


@require_GET
@seated
def file_request(request: MemberRequest, file_request: str) -> HttpResponse:
    row = _request(request, file_request)
    is_alive = queries.requests_of(request.mailbox).filter(queries.alive(), pk=row.pk).exists()
    context = {"row": row, "is_alive": is_alive, "accesses": row.accesses.order_by("-pk")[:SHOWN_ACCESSES]}
    return render(request, "cabinet/request.html", context)


@show
@seated
@done_once
def end_request(request: MemberRequest, file_request: str) -> HttpResponse:
    row = _request(request, file_request)
    if request.method == "POST":
        services.end_request(actor=request.actor, request=row)
        messages.success(request, _("The link does not work any more."))
        return redirect("usermenu:cabinet")
    return render(request, "cabinet/end.html", {"row": row})


def _uploaded(number: int) -> str:
    words = ngettext("%(number)s file has been uploaded.", "%(number)s files have been uploaded.", number)
    return words % {"number": number}


def _file(request: MemberRequest, key: str) -> StoredFile:
    return get_object_or_404(queries.files_of(request.mailbox).exclude(state=State.COMING), key=key)


def _link(request: MemberRequest, key: str) -> Link:
    row: Link | None = queries.links_of(request.mailbox).filter(pk=number_of(key)).first()
    if row is None:
        raise Http404
    return row


def _request(request: MemberRequest, key: str) -> FileRequest:
    row: FileRequest | None = queries.requests_of(request.mailbox).filter(pk=number_of(key)).first()
    if row is None:
        raise Http404
    return row
