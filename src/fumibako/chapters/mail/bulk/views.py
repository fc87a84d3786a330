"""Bulk registration and export of the administrator's domain (B2, B3)."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.accounts.queries import account, accounts_of
from fumibako.chapters.mail.bulk import columns, queries, services
from fumibako.chapters.mail.bulk.columns import Action
from fumibako.chapters.mail.bulk.errors import FileGone
from fumibako.chapters.mail.bulk.forms import ExportList, StartRegistration, UploadList
from fumibako.chapters.mail.bulk.jobs import NAME, import_accounts
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.plan import Planned, Preview
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.usage.queries import mailbox_usage
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats import csvfile
from fumibako.machine.formats.csvfile import Charset

A_PAGE = 100
SHOWN_JOBS = 5
ASKED_USAGES = 10
show = require_http_methods(["GET", "POST"])


@show
@done_once
def bulk(request: MemberRequest) -> HttpResponse:
    """Choose a file; it is shown before anything is registered."""
    form = UploadList(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = services.store(
                owner=_owner(request),
                customer=request.customer,
                domain=request.domain,
                file_name=form.cleaned_data["file"].name,
                content=form.content(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("adminmenu:bulk_upload", upload.pk)
    context = {
        "form": form,
        "columns": tuple(columns.titles().values()),
        "jobs": jobs_of((_owner(request),), NAME)[:SHOWN_JOBS],
    }
    return render(request, "bulk/bulk.html", context, status=422 if form.errors else 200)


@require_GET
def template(request: MemberRequest) -> HttpResponse:
    """An empty list with the names of the columns."""
    return _csv(csvfile.write([list(columns.titles().values())], Charset.UTF_8), _("accounts-template.csv"))


@show
def preview(request: MemberRequest, upload: str) -> HttpResponse:
    """What would become of each line; the button registers it."""
    row = queries.upload_of((_owner(request),), upload)
    if row is None:
        raise Http404
    if row.job:
        return redirect("jobs:job", row.job.pk)
    if "existing" in request.POST:
        services.change_existing(row)
        return redirect("adminmenu:bulk_upload", upload)
    try:
        found = queries.preview_of(row, actor=request.actor)
    except FileGone as refusal:
        messages.error(request, str(refusal))
        return redirect("adminmenu:bulk")
    form = StartRegistration(request.POST if request.method == "POST" else None, deletions=found.deletions)
    if request.method == "POST" and form.is_valid():
        deletions = form.cleaned_data.get("deletions") or 0
        try:
            job = services.start(actor=request.actor, upload=row, kind=import_accounts, deletions=deletions)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    return _preview(request, row, form, found)


def _preview(request: MemberRequest, upload: Upload, form: StartRegistration, found: Preview) -> HttpResponse:
    shown = found.refused if request.GET.get("errors") == "1" else found.lines
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "upload": upload,
        "preview": found,
        "numbers": [(columns.action_title(action), found.numbers[action]) for action in Action],
        "only_errors": request.GET.get("errors") == "1",
        "page": page,
        "rows": list(zip(page, _titles(page), _mails(page), strict=True)),
    }
    return render(request, "bulk/preview.html", context, status=422 if form.errors else 200)


def _titles(lines: Iterable[Planned]) -> list[str]:
    return [columns.action_title(line.action) for line in lines]


def _mails(lines: Iterable[Planned]) -> list[int]:
    """How many mails go with each account that would be deleted, where that can be told; only for the first few: each
    is a question to Dovecot."""
    asked = 0
    numbers = []
    for line in lines:
        mailbox = None
        if line.action is Action.DELETE and not line.is_refused and asked < ASKED_USAGES:
            asked += 1
            mailbox = account(line.entry.address)
        usage = mailbox_usage(mailbox) if mailbox else None
        numbers.append(usage.messages if usage else 0)
    return numbers


@show
def export(request: MemberRequest) -> HttpResponse:
    form = ExportList(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            charset = Charset(form.cleaned_data["charset"])
            content = services.export(actor=request.actor, domain=request.domain, charset=charset)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _csv(content, f"{request.domain.name}-{timezone.localdate():%Y%m%d}.csv")
    context = {"form": form, "number": accounts_of(request.domain).count()}
    return render(request, "bulk/export.html", context, status=422 if form.errors else 200)


def _csv(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type="text/csv", headers={"Content-Disposition": disposition})


def _owner(request: MemberRequest) -> str:
    return owners.login(request.mailbox.login_id)
