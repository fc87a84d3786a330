"""HTTPS of the site's names: what there is, and the ways to a certificate (D11)."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.hosting.certificates import queries, services
from fumibako.chapters.hosting.certificates.forms import (
    ImportCertificate,
    InstallCertificate,
    OrderCertificate,
    RequestCertificate,
)
from fumibako.chapters.hosting.certificates.jobs import order_certificate
from fumibako.chapters.hosting.certificates.leading import LOOK_SECONDS, Leading
from fumibako.chapters.hosting.certificates.queries import Shown
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.certificates import KeyKind
from fumibako.machine.state import Aspect
from fumibako.machine.state.web.certificates import HSTS_DAYS

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    hosts = queries.every_shown(own_site(request), timezone.now())
    context = {"hosts": hosts, "state": _state(request), "is_offered": queries.is_offered()}
    return render(request, "certificates/list.html", context)


@require_GET
def one(request: HostingRequest, host: str) -> HttpResponse:
    _, shown = _own(request, host)
    context = {"shown": shown, "state": _state(request), "is_offered": queries.is_offered()}
    return render(request, "certificates/host.html", context)


@show
def ask(request: HostingRequest, host: str) -> HttpResponse:
    """Make a key and a signing request."""
    site, shown = _own(request, host)
    form = RequestCertificate(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind, subject = KeyKind(form.cleaned_data["kind"]), form.subject()
            made = services.make_signing_request(site=site, host=host, kind=kind, subject=subject)
            once(request, lambda: _asked(request, site, host, made))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The signing request has been made. Hand it to the certificate authority."))
            return redirect("adminmenu:ssl_host", host)
    context = {"shown": shown, "form": form}
    return render(request, "certificates/request.html", context, status=422 if form.errors else 200)


def _asked(request: HostingRequest, site: Site, host: str, made: services.SigningRequest) -> Result:
    services.request_certificate(actor=request.actor, site=site, host=host, made=made)
    return {"key": made.key}


@show
def install(request: HostingRequest, host: str) -> HttpResponse:
    return _uploaded(request, host, InstallCertificate, "certificates/install.html")


@show
def bring(request: HostingRequest, host: str) -> HttpResponse:
    """A certificate with its key, from another provider."""
    return _uploaded(request, host, ImportCertificate, "certificates/import.html")


@show
def order(request: HostingRequest, host: str) -> HttpResponse:
    """Choose the names of a free certificate, and order it."""
    site, shown = _own(request, host)
    leading = Leading(settings.FUMIBAKO, LOOK_SECONDS)
    chosen = shown.row.names if shown.row else None
    form = OrderCertificate(request.POST or None, led=[leading.led(name) for name in shown.names], chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            once(request, lambda: _ordered(request, site, host, form.cleaned_data["names"]))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The certificate has been ordered. It is here within a minute or two."))
            return redirect("adminmenu:ssl_host", host)
    context = {"shown": shown, "form": form, "is_offered": queries.is_offered()}
    return render(request, "certificates/order.html", context, status=422 if form.errors else 200)


def _ordered(request: HostingRequest, site: Site, host: str, names: list[str]) -> Result:
    owner = owners.domain(request.domain.name)
    job = services.order_certificate(
        actor=request.actor, site=site, host=host, kind=order_certificate, owner=owner, names=names
    )
    return {"job": str(job.pk)}


@require_POST
def lead(request: HostingRequest, host: str) -> HttpResponse:
    """Whether plain HTTP leads to HTTPS."""
    site, _shown = _own(request, host)
    redirects = request.POST.get("redirects") == "1"
    try:
        services.set_redirect(actor=request.actor, site=site, host=host, redirects=redirects)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("Visitors are now led to HTTPS.") if redirects else _("Visitors can use HTTP again, too.")
        messages.success(request, words)
    return redirect("adminmenu:ssl_host", host)


@show
def promise(request: HostingRequest, host: str) -> HttpResponse:
    """Whether browsers are told to use HTTPS only: switched on after a page that says what that means."""
    site, shown = _own(request, host)
    if request.method == "POST":
        is_on = request.POST.get("hsts") == "1"
        try:
            services.set_hsts(actor=request.actor, site=site, host=host, is_on=is_on)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("Browsers are now told to use HTTPS only.") if is_on else _("Browsers are not told any more.")
            messages.success(request, words)
        return redirect("adminmenu:ssl_host", host)
    return render(request, "certificates/hsts.html", {"shown": shown, "days": HSTS_DAYS})


@show
@done_once
def remove(request: HostingRequest, host: str) -> HttpResponse:
    site, shown = _own(request, host)
    if shown.own is None:
        return redirect("adminmenu:ssl_host", host)
    if request.method == "POST":
        services.remove_certificate(actor=request.actor, site=site, host=host)
        messages.success(request, _("The certificate has been removed."))
        return redirect("adminmenu:ssl_host", host)
    return render(request, "certificates/remove.html", {"shown": shown})


def _uploaded(
    request: HostingRequest, host: str, kind: type[InstallCertificate] | type[ImportCertificate], template: str
) -> HttpResponse:
    site, shown = _own(request, host)
    keys = queries.known_keys(shown.row)
    form = kind(request.POST or None, request.FILES or None, names=shown.names, known_keys=keys)
    if request.method == "POST" and form.is_valid() and form.upload:
        try:
            services.install_certificate(actor=request.actor, site=site, host=host, upload=form.upload)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The certificate has been installed."))
            return redirect("adminmenu:ssl_host", host)
    return render(request, template, {"shown": shown, "form": form}, status=422 if form.errors else 200)


def _own(request: HostingRequest, host: str) -> tuple[Site, Shown]:
    """Raises Http404."""
    site = own_site(request)
    try:
        return site, queries.shown(site, host, timezone.now())
    except Refused as refusal:
        raise Http404 from refusal


def _state(request: HostingRequest) -> object:
    return publication_of(Aspect.SITE, request.domain.name)
