"""What the site runs on, and PHP's settings (D2)."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.environment.forms import SetPhp
from fumibako.chapters.hosting.environment.queries import environment_of, php_of
from fumibako.chapters.hosting.environment.services import set_php
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
def environment(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    form = SetPhp(request.POST or None, initial=asdict(php_of(site.domain.name)))
    if request.method == "POST" and form.is_valid():
        try:
            set_php(actor=request.actor, site=site, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings of PHP have been saved."))
            return redirect("adminmenu:web_environment")
    context = {
        "form": form,
        "environment": environment_of(site),
        "state": publication_of(Aspect.SITE, site.domain.name),
    }
    return render(request, "environment/environment.html", context, status=422 if form.errors else 200)
