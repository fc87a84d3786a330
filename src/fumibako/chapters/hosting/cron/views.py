"""Cron jobs of the administrator's website (D16)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.hosting.cron import services
from fumibako.chapters.hosting.cron.forms import OFTEN, WEEKDAYS, ChangeCronJob, EditCronJob, initial_of
from fumibako.chapters.hosting.cron.jobs import run_cron_jobs
from fumibako.chapters.hosting.cron.models import CronJob
from fumibako.chapters.hosting.cron.simple import OWN, simple_of
from fumibako.chapters.hosting.requests import HostingRequest, job_owner, own_site
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    cron_jobs = own_site(request).cron_jobs.order_by("pk")
    rows: list[dict[str, Any]] = [{"found": row, **_words(row.schedule)} for row in cron_jobs]
    return render(request, "cron/list.html", {"rows": rows, "is_suspended": request.customer.is_suspended})


@show
@done_once
def add(request: HostingRequest) -> HttpResponse:
    form = EditCronJob(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.add_cron_job(
                actor=request.actor,
                site=own_site(request),
                kind=CronJob.Kind(given["kind"]),
                target=given["target"],
                schedule=given["written"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The cron job has been added."))
            return redirect("adminmenu:cron")
    return render(request, "cron/edit.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: HostingRequest, cron_job: str) -> HttpResponse:
    """What it does, and what it wrote last."""
    row = _own(request, cron_job)
    form = ChangeCronJob(request.POST or None, initial=initial_of(row))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.change_cron_job(
            actor=request.actor,
            cron_job=row,
            kind=CronJob.Kind(given["kind"]),
            target=given["target"],
            schedule=given["written"],
            is_on=given["is_on"],
        )
        messages.success(request, _("The cron job has been changed."))
        return redirect("adminmenu:cron")
    return render(request, "cron/edit.html", {"form": form, "found": row}, status=422 if form.errors else 200)


@require_POST
@done_once
def start(request: HostingRequest, cron_job: str) -> HttpResponse:
    try:
        job = services.start_now(
            actor=request.actor, cron_job=_own(request, cron_job), owner=job_owner(request), kind=run_cron_jobs
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("adminmenu:cron")
    return redirect("jobs:job", job.pk)


@show
@done_once
def delete(request: HostingRequest, cron_job: str) -> HttpResponse:
    row = _own(request, cron_job)
    if request.method == "POST":
        services.delete_cron_job(actor=request.actor, cron_job=row)
        messages.success(request, _("The cron job has been deleted."))
        return redirect("adminmenu:cron")
    return render(request, "cron/delete.html", {"found": row})


def _words(schedule: str) -> dict[str, Any]:
    """When, as the form has it."""
    simple = simple_of(schedule)
    if simple.often == OWN:
        return {"fields": schedule}
    often = dict(OFTEN)[simple.often]
    weekday = dict(WEEKDAYS)[simple.weekday] if simple.often == "week" else ""
    return {"often": often, "weekday": weekday, "day": simple.day if simple.often == "month" else "", "simple": simple}


def _own(request: HostingRequest, key: str) -> CronJob:
    ours = CronJob.objects.select_related("site__domain__customer")
    return get_object_or_404(ours, site=own_site(request), pk=number_of(key))
