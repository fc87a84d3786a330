"""FTP: what to type into the program, the password, and where logins may come from (D5)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.ftp.forms import SetNetworks
from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.chapters.hosting.ftp.queries import access_of, hostname, servers
from fumibako.chapters.hosting.ftp.services import set_ftp_networks, set_ftp_password
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins.forms import SetPassword
from fumibako.groundwork.once.services import once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.passwords import generate
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@show
def ftp(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    access = access_of(site)
    form = SetNetworks(_with_own_address(request), initial={"networks": _lines(access)})
    if request.method == "POST" and "add_own" not in request.POST and form.is_valid():
        try:
            set_ftp_networks(actor=request.actor, site=site, networks=form.cleaned_data["networks"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The allowed addresses have been saved."))
            return redirect("adminmenu:ftp")
    context = {"form": form, "access": access, "own_address": request.actor.remote, **_facts(site)}
    return render(request, "ftp/ftp.html", context, status=422 if form.errors else 200)


@show
def password(request: HostingRequest) -> HttpResponse:
    """Shown once, after it was set."""
    site = own_site(request)
    form = SetPassword(request.POST or None, login=site.domain.name)
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _set(request, site, form.chosen() or generate()))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(request, "ftp/hand_over.html", {**made, **_facts(site)})
    return render(request, "ftp/password.html", {"form": form}, status=422 if form.errors else 200)


def _set(request: HostingRequest, site: Site, password: str) -> dict[str, str]:
    set_ftp_password(actor=request.actor, site=site, password=password)
    return {"password": password}


def _facts(site: Site) -> dict[str, object]:
    return {
        "host": hostname(),
        "login": site.domain.name,
        "servers": servers(),
        "state": publication_of(Aspect.SITE, site.domain.name),
    }


def _lines(access: FtpAccess | None) -> str:
    return "\n".join(access.networks) if access else ""


def _with_own_address(request: HostingRequest) -> dict[str, str] | None:
    """What was sent; with the address from which this browser came as a further line where its button was pressed."""
    if request.method != "POST":
        return None
    typed = request.POST.get("networks", "").strip()
    if "add_own" in request.POST and request.actor.remote not in typed.split():
        typed = f"{typed}\n{request.actor.remote}".strip()
    return {"networks": typed}
