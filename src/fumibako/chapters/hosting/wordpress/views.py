"""WordPress by one click (D16)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.hosting.requests import HostingRequest, job_owner, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.wordpress import services
from fumibako.chapters.hosting.wordpress.forms import Install
from fumibako.chapters.hosting.wordpress.jobs import INSTALL, UPDATE, install_wordpress, update_wordpress
from fumibako.chapters.hosting.wordpress.queries import address_of, found, found_on, installations_of
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.formats.passwords import generate

SHOWN_JOBS = 5


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    owner = (job_owner(request),)
    jobs = [*jobs_of(owner, INSTALL)[:SHOWN_JOBS], *jobs_of(owner, UPDATE)[:SHOWN_JOBS]]
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
    row = get_object_or_404(installations_of(request.domain), pk=number_of(wordpress))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            job = services.start_update(
                actor=request.actor, installation=row, owner=job_owner(request), kind=update_wordpress
            )
        except Refused as refusal:
            refused = refusal
        else:
            return redirect("jobs:job", job.pk)
    context = {"found": found(row), "refused": refused}
    return render(request, "wordpress/update.html", context, status=422 if refused else 200)


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
