"""Redirects and switches of a site (D16)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.tools import services
from fumibako.chapters.hosting.tools.forms import AddRedirect, SetSwitches
from fumibako.chapters.hosting.tools.models import Redirect, Switches
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@show
def tools(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    switches = Switches.objects.filter(site=site).first() or Switches()
    now = {"lists_folders": switches.lists_folders, "blocks_hotlinks": switches.blocks_hotlinks}
    form = SetSwitches(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        services.set_switches(actor=request.actor, site=site, **form.cleaned_data)
        messages.success(request, _("The settings have been saved."))
        return redirect("adminmenu:tools")
    state = publication_of(Aspect.SITE, request.domain.name)
    context = {"rows": site.redirects.order_by("path"), "form": form, "state": state}
    return render(request, "tools/tools.html", context)


@show
@done_once
def add(request: HostingRequest) -> HttpResponse:
    form = AddRedirect(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.add_redirect(
                actor=request.actor,
                site=own_site(request),
                path=given["path"],
                target=given["target"],
                is_permanent=given["kind"] == "301",
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The redirect has been added."))
            return redirect("adminmenu:tools")
    return render(request, "tools/add.html", {"form": form}, status=422 if form.errors else 200)


@show
@done_once
def delete(request: HostingRequest, redirect_key: str) -> HttpResponse:
    ours = Redirect.objects.select_related("site__domain__customer")
    found = get_object_or_404(ours, site=own_site(request), pk=number_of(redirect_key))
    if request.method == "POST":
        services.delete_redirect(actor=request.actor, redirect=found)
        messages.success(request, _("The redirect has been deleted."))
        return redirect("adminmenu:tools")
    return render(request, "tools/delete.html", {"found": found})
