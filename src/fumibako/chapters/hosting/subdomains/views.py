"""The subdomains of the site (D10)."""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.hosting.dns.standard import addresses
from fumibako.chapters.hosting.error_pages.forms import SetErrorPages, shown
from fumibako.chapters.hosting.error_pages.views import preview_lines
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.sites.queries import address_of
from fumibako.chapters.hosting.subdomains import queries, services
from fumibako.chapters.hosting.subdomains.forms import AddSubdomain, ChangeSubdomain
from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect, PhpSettings

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    rows = own_site(request).subdomains.select_related("site__domain").order_by("label")
    context = {"rows": rows, "led_away": queries.led_away(request.domain), "state": _state(request)}
    return render(request, "subdomains/list.html", context)


@show
@done_once
def add(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    form = AddSubdomain(request.POST or None, domain=site.domain.name)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_subdomain(actor=request.actor, site=site, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The subdomain has been added."))
            return redirect("adminmenu:subdomains")
    context = {"form": form, "elsewhere": _elsewhere(request) if request.method == "GET" else ()}
    return render(request, "subdomains/add.html", context, status=422 if form.errors else 200)


@show
def change(request: HostingRequest, subdomain: str) -> HttpResponse:
    found = _own(request, subdomain)
    form = ChangeSubdomain(request.POST or None, initial={"folder": found.folder, **asdict(found.php)})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        folder = given.pop("folder")
        try:
            services.change_subdomain(actor=request.actor, subdomain=found, folder=folder, php=PhpSettings(**given))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings of the subdomain have been saved."))
            return redirect("adminmenu:subdomains")
    context = {"found": found, "form": form}
    return render(request, "subdomains/change.html", context, status=422 if form.errors else 200)


@show
def error_pages(request: HostingRequest, subdomain: str) -> HttpResponse:
    found = _own(request, subdomain)
    at_first = shown(found.pages, covers_php=found.covers_php)
    form = SetErrorPages(request.POST if request.method == "POST" else None, initial=at_first)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_subdomain_error_pages(
                actor=request.actor, subdomain=found, pages=form.pages(), covers_php=form.cleaned_data["covers_php"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The error pages have been saved."))
            return redirect("adminmenu:subdomain_error_pages", found.label)
    lines = preview_lines(found.site, found.pages, address_of(found.host), found.folder.rstrip("/"))
    context = {"form": form, "host": found.host, "previews": lines, "state": _state(request)}
    return render(request, "error_pages/error_pages.html", context, status=422 if form.errors else 200)


@show
@done_once
def delete(request: HostingRequest, subdomain: str) -> HttpResponse:
    found = _own(request, subdomain)
    if request.method == "POST":
        services.delete_subdomain(actor=request.actor, subdomain=found)
        messages.success(request, _("The subdomain has been deleted. Its files are still there."))
        return redirect("adminmenu:subdomains")
    return render(request, "subdomains/delete.html", {"found": found})


def _elsewhere(request: HostingRequest) -> list[str]:
    """Where a record has to lead that has to be made elsewhere; nothing where our name servers answer."""
    here = [str(each) for each in addresses(settings.FUMIBAKO)]
    return here if queries.is_elsewhere(request.domain.name) else []


def _own(request: HostingRequest, label: str) -> Subdomain:
    rows = Subdomain.objects.select_related("site__domain__customer")
    return get_object_or_404(rows, site__domain=request.domain, label=label)


def _state(request: HostingRequest) -> object:
    return publication_of(Aspect.SITE, request.domain.name)
