"""Backups of the administrator's website (D4)."""

import contextlib
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.hosting.backup import services
from fumibako.chapters.hosting.backup.forms import Bring, Restore, SetPlan
from fumibako.chapters.hosting.backup.jobs import BRING, MAKE, RESTORE, bring_backup, make_backup, restore_backup
from fumibako.chapters.hosting.backup.models import Backup
from fumibako.chapters.hosting.backup.queries import backups_of, file_name, path_of, plan_of
from fumibako.chapters.hosting.backup.rules import lost, missing
from fumibako.chapters.hosting.databases.queries import databases_of
from fumibako.chapters.hosting.files.queries import folders as site_folders
from fumibako.chapters.hosting.requests import HostingRequest, job_owner, own_site
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.nginx.control import BACKUPS
from fumibako.machine.daemons.sites.control import is_folder
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.formats.widths import half_width

show = require_http_methods(["GET", "POST"])
SHOWN_JOBS = 5


@show
def backup(request: HostingRequest) -> HttpResponse:
    """The backups there are, and how they are made."""
    site = own_site(request)
    plan = plan_of(site)
    form = SetPlan(request.POST or None, initial={"is_nightly": plan.is_nightly, "kept": plan.kept})
    if request.method == "POST" and form.is_valid():
        services.set_backup_plan(actor=request.actor, site=site, **form.cleaned_data)
        messages.success(request, _("The settings of backups have been saved."))
        return redirect("adminmenu:backup")
    owner = (job_owner(request),)
    jobs = [job for kind in (MAKE, RESTORE, BRING) for job in jobs_of(owner, kind)[:SHOWN_JOBS]]
    jobs.sort(key=lambda job: job.created_at, reverse=True)
    context = {
        "form": form,
        "plan": plan,
        "rows": backups_of(request.domain),
        "has_databases": databases_of(request.domain).exists(),
        "jobs": jobs[:SHOWN_JOBS],
    }
    return render(request, "backup/list.html", context, status=422 if form.errors else 200)


@require_POST
@done_once
def make(request: HostingRequest) -> HttpResponse:
    job = services.start_backup(actor=request.actor, site=own_site(request), owner=job_owner(request), kind=make_backup)
    return redirect("jobs:job", job.pk)


@require_GET
def download(request: HostingRequest, backup: str) -> HttpResponse:
    row = _own(request, backup)
    path = path_of(row)
    if not path.exists():
        messages.error(request, _("The file of this backup is not there any more."))
        return redirect("adminmenu:backup")
    named = content_disposition_header(True, file_name(row)) or "attachment"
    headers = {"X-Accel-Redirect": quote(f"{BACKUPS}{path.parent.name}/{path.name}"), "Content-Disposition": named}
    return HttpResponse(content_type="application/gzip", headers=headers)


@show
@done_once
def restore(request: HostingRequest, backup: str) -> HttpResponse:
    """Choose what; then see what will be overwritten; then it begins."""
    row = _own(request, backup)
    form = Restore(request.POST or None, backup=row, initial={"what": "all"})
    if request.method == "POST" and form.is_valid():
        if "is_confirmed" not in request.POST:
            return render(request, "backup/confirm.html", _sure(row, form))
        try:
            job = services.start_restore(
                actor=request.actor,
                backup=row,
                what=form.part().key,
                owner=job_owner(request),
                kind=restore_backup,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    context = {"found": row, "form": form, "folders": _folders(row)}
    return render(request, "backup/restore.html", context, status=422 if form.errors else 200)


def _folders(row: Backup) -> list[str]:
    """To choose from while a path is typed: those of the backup that are known, and those that are there now."""
    with contextlib.suppress(Refused):
        there = (folder for folder in site_folders(row.site) if is_folder(folder) and half_width(folder) == folder)
        return sorted({*row.folders, *there})
    return list(row.folders)


def _sure(row: Backup, form: Restore) -> dict[str, object]:
    part, there = form.part(), set(databases_of(row.site.domain).values_list("name", flat=True))
    added, gone = missing(part, row.databases, there), lost(part, row.left_out)
    return {"found": row, "form": form, "part": part, "added": added, "lost": gone}


@show
@done_once
def bring(request: HostingRequest) -> HttpResponse:
    """A backup file from elsewhere becomes one of the backups."""
    form = Bring(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = services.start_bring(
                actor=request.actor,
                site=own_site(request),
                file_name=file.name if file else "",
                path=form.cleaned_data["path"],
                content=file.chunks() if file else (),
                owner=job_owner(request),
                kind=bring_backup,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    return render(request, "backup/bring.html", {"form": form}, status=422 if form.errors else 200)


@show
@done_once
def delete(request: HostingRequest, backup: str) -> HttpResponse:
    row = _own(request, backup)
    if request.method == "POST":
        services.delete_backup(actor=request.actor, backup=row)
        messages.success(request, _("The backup has been deleted."))
        return redirect("adminmenu:backup")
    return render(request, "backup/delete.html", {"found": row})


def _own(request: HostingRequest, key: str) -> Backup:
    return get_object_or_404(backups_of(request.domain), pk=number_of(key))
