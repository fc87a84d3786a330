"""DNSSEC of the administrator's domain (D9): on, off, and what the registrar has to be told."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.dns import services
from fumibako.chapters.hosting.dns.queries import is_signed
from fumibako.chapters.hosting.requests import HostingRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.machine.daemons.knot.control import delegation_signers
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@show
@done_once
def dnssec(request: HostingRequest) -> HttpResponse:
    """A POST switches it on."""
    if request.method == "POST":
        services.sign_zone(actor=request.actor, domain=request.domain)
        messages.success(request, _("The domain is signed from now on. Next, have the DS record registered."))
        return redirect("adminmenu:dnssec")
    signed = is_signed(request.domain)
    context = {
        "is_signed": signed,
        "signers": delegation_signers(settings.FUMIBAKO, request.domain.name) if signed else (),
        "state": publication_of(Aspect.ZONE, request.domain.name),
    }
    return render(request, "dns/dnssec.html", context)


@show
@done_once
def off(request: HostingRequest) -> HttpResponse:
    if request.method == "POST":
        services.unsign_zone(actor=request.actor, domain=request.domain)
        messages.success(request, _("The domain is no longer signed."))
        return redirect("adminmenu:dnssec")
    return render(request, "dns/dnssec_off.html")
