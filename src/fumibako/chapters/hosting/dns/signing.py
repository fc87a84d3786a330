"""DNSSEC of the administrator's domain (D9): on, off, a new key, and what the registrar has to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fumibako.chapters.hosting.dns import rolling, services
from fumibako.chapters.hosting.dns.jobs import roll_key
from fumibako.chapters.hosting.dns.queries import is_signed
from fumibako.chapters.hosting.dns.rolling import DS_FORGOTTEN
from fumibako.chapters.hosting.requests import HostingRequest
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
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
    signed, name = is_signed(request.domain), request.domain.name
    signers = rolling.signers_of(name) if signed else ()
    row = rolling.row_of(request.domain) if signers else None
    roll = rolling.roll_of(row, signers, timezone.now()) if row else None
    wanted = [roll.new] if roll and roll.new and roll.step is not rolling.Step.SPREADING else signers
    context = {
        "is_signed": signed,
        "signers": signers,
        "roll": roll,
        "at_parent": rolling.at_parent(name, wanted) if signers else "",
        "days": DS_FORGOTTEN.days,
        "state": publication_of(Aspect.ZONE, name),
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


@show
@done_once
def new_key(request: HostingRequest) -> HttpResponse:
    """After a page that says what there is to do."""
    if request.method != "POST":
        return render(request, "dns/dnssec_key.html", {"days": DS_FORGOTTEN.days})
    owner = owners.domain(request.domain.name)
    try:
        services.begin_key_roll(actor=request.actor, domain=request.domain, kind=roll_key, owner=owner)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A new key is being made. The old one stays until the new DS record is in use."))
    return redirect("adminmenu:dnssec")


@require_POST
def entered(request: HostingRequest) -> HttpResponse:
    """The new DS record is registered, somebody says."""
    try:
        services.enter_ds(actor=request.actor, domain=request.domain)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The old key will be removed in %(days)s days.") % {"days": DS_FORGOTTEN.days})
    return redirect("adminmenu:dnssec")
