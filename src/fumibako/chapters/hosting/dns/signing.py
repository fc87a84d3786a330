"""DNSSEC of the administrator's domain (D9): on, off, and what the registrar has to be told."""

from collections.abc import Collection

import dns.exception
import dns.resolver
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

LOOK_SECONDS = 1.5
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
    signers = delegation_signers(settings.FUMIBAKO, request.domain.name) if signed else ()
    context = {
        "is_signed": signed,
        "signers": signers,
        "at_parent": at_parent(request.domain.name, [each.key_tag for each in signers]) if signers else "",
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


def at_parent(domain: str, key_tags: Collection[int]) -> str:
    """What the world's DNS says of the domain's DS record: "ours", "other", "none", or "" where that cannot be found
    out, say of a domain that is not registered."""
    try:
        answer = dns.resolver.resolve(f"{domain}.", "DS", lifetime=LOOK_SECONDS)
    except dns.resolver.NoAnswer:
        return "none"
    except (dns.exception.DNSException, OSError):
        return ""
    return "ours" if any(each.key_tag in key_tags for each in answer) else "other"
