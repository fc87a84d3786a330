"""WordPress by one click (D16)."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.hosting.requests import HostingRequest, job_owner, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.wordpress import services
from fumibako.chapters.hosting.wordpress.changing import (
    LOOK,
    PARTS,
    PUBLISH,
    REMOVE,
    STAGE,
    look_for_updates,
    publish_wordpress,
    remove_wordpress,
    stage_wordpress,
    update_parts,
)
from fumibako.chapters.hosting.wordpress.forms import Install, Stage, UpdateParts
from fumibako.chapters.hosting.wordpress.jobs import INSTALL, UPDATE, install_wordpress, update_wordpress
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.chapters.hosting.wordpress.queries import address_of, found, found_on, installations_of
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.formats.passwords import generate

SHOWN_JOBS = 5
KINDS = (INSTALL, UPDATE, LOOK, PARTS, STAGE, PUBLISH, REMOVE)


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    owner = (job_owner(request),)
    jobs = [job for kind in KINDS for job in jobs_of(owner, kind)[:SHOWN_JOBS]]
    jobs.sort(key=lambda job: job.created_at, reverse=True)
    context = {"rows": found_on(site), "jobs": jobs[:SHOWN_JOBS]}
    return render(request, "wordpress/list.html", context)


@require_http_methods(["GET", "POST"])
def install(request: HostingRequest) -> HttpResponse:
    """The first login is shown once, while the job is at work."""
    site = own_site(request)
    form = Install(request.POST or None, initial={"email": request.mailbox.address})
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _start(request, site, form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(request, "wordpress/hand_over.html", dict(made))
    return render(request, "wordpress/install.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@done_once
def update(request: HostingRequest, wordpress: str) -> HttpResponse:
    """To the newest version, after a backup."""
    return _confirmed(request, _own(request, wordpress), "update", services.start_update, update_wordpress)


@require_http_methods(["GET", "POST"])
@done_once
def one(request: HostingRequest, wordpress: str) -> HttpResponse:
    """What can be done with it; its plugins and themes are updated here."""
    row = _own(request, wordpress)
    form = UpdateParts(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            job = services.start_update_parts(
                actor=request.actor,
                installation=row,
                parts=form.cleaned_data["parts"],
                owner=job_owner(request),
                kind=update_parts,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    live = found(row.copy_of) if row.copy_of else None
    context = {"found": found(row), "form": form, "copy": row.copies.first(), "live": live, "row": row}
    return render(request, "wordpress/one.html", context, status=422 if form.errors else 200)


@require_POST
@done_once
def look(request: HostingRequest, wordpress: str) -> HttpResponse:
    owner = job_owner(request)
    job = services.start_look(
        actor=request.actor, installation=_own(request, wordpress), owner=owner, kind=look_for_updates
    )
    return redirect("jobs:job", job.pk)


@require_http_methods(["GET", "POST"])
@done_once
def stage(request: HostingRequest, wordpress: str) -> HttpResponse:
    row = _own(request, wordpress)
    form = Stage(request.POST or None, row=row, initial={"folder": "staging"})
    if request.method == "POST" and form.is_valid():
        try:
            job = services.start_stage(
                actor=request.actor,
                installation=row,
                owner=job_owner(request),
                kind=stage_wordpress,
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    context = {"found": found(row), "form": form}
    return render(request, "wordpress/stage.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@done_once
def publish(request: HostingRequest, wordpress_copy: str) -> HttpResponse:
    """The staging copy over its original, after a page that says what goes."""
    row = get_object_or_404(installations_of(request.domain).exclude(copy_of=None), pk=number_of(wordpress_copy))
    return _confirmed(request, row, "publish", services.start_publish, publish_wordpress)


@require_http_methods(["GET", "POST"])
@done_once
def remove(request: HostingRequest, wordpress: str) -> HttpResponse:
    return _confirmed(request, _own(request, wordpress), "remove", services.start_remove, remove_wordpress)


def _confirmed(
    request: HostingRequest, row: Installation, page: str, start: Callable[..., Job], kind: JobKind
) -> HttpResponse:
    """A page that says what will happen, and the button that begins it."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            job = start(actor=request.actor, installation=row, owner=job_owner(request), kind=kind)
        except Refused as refusal:
            refused = refusal
        else:
            return redirect("jobs:job", job.pk)
    context = {"found": found(row), "row": row, "refused": refused}
    if row.copy_of:
        context["live"] = found(row.copy_of)
    return render(request, f"wordpress/{page}.html", context, status=422 if refused else 200)


def _own(request: HostingRequest, key: str) -> Installation:
    return get_object_or_404(installations_of(request.domain), pk=number_of(key))


def _start(request: HostingRequest, site: Site, form: Install) -> Result:
    given, password = form.cleaned_data, form.chosen() or generate()
    job = services.start_install(
        actor=request.actor,
        site=site,
        folder=given["folder"],
        title=given["title"],
        login=given["name"],
        email=given["email"],
        password=password,
        owner=job_owner(request),
        kind=install_wordpress,
    )
    address = address_of(site, given["folder"])
    return {"address": address, "login": given["name"], "password": password, "job": str(job.pk)}
