"""WordPress by one click (D16)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.hosting.requests import HostingRequest, job_owner, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.wordpress import services
from fumibako.chapters.hosting.wordpress.forms import Install
from fumibako.chapters.hosting.wordpress.jobs import INSTALL, install_wordpress
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.passwords import generate

SHOWN_JOBS = 5


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    rows: list[dict[str, Any]] = [
        {"found": row, "address": services.address_of(site, row.folder)} for row in site.wordpresses.order_by("pk")
    ]
    context = {"rows": rows, "jobs": jobs_of((job_owner(request),), INSTALL)[:SHOWN_JOBS]}
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
    address = services.address_of(site, given["folder"])
    return {"address": address, "login": given["name"], "password": password, "job": str(job.pk)}
