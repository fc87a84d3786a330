"""Paid SSL certificates that were ordered as an option: the operator has them issued, and installs them (E4, D11)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.contract.options import queries as options
from fumibako.chapters.contract.options.models import Effect, Order, State
from fumibako.chapters.hosting.certificates.forms import InstallCertificate
from fumibako.chapters.hosting.certificates.queries import Shown, every_shown, known_keys, shown
from fumibako.chapters.hosting.certificates.services import install_certificate
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.rules import Refused


def hosts_of(order: Order) -> list[Shown]:
    """HTTPS at the names of the customer's sites, for an order of certificates that is in use."""
    if order.option.effect != Effect.CERTIFICATE or order.state != State.ACTIVE:
        return []
    now = timezone.now()
    return [each for site in _sites(order) for each in every_shown(site, now)]


@require_http_methods(["GET", "POST"])
def install(request: OperatorRequest, order: str, host: str) -> HttpResponse:
    """The signing request that the customer made, and what the authority answered."""
    found = options.order(order)
    if found is None:
        raise Http404
    if all(host != each.host for each in hosts_of(found)):
        return redirect("console:order", found.number)
    site, there = _at(found, host)
    form = InstallCertificate(
        request.POST or None, request.FILES or None, names=there.names, known_keys=known_keys(there.row)
    )
    if request.method == "POST" and form.is_valid() and form.upload:
        try:
            install_certificate(actor=request.actor, site=site, host=host, upload=form.upload)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The certificate of %(host)s has been installed.") % {"host": host})
            return redirect("console:order", found.number)
    context = {"order": found, "shown": there, "form": form}
    return render(request, "orders/certificate.html", context, status=422 if form.errors else 200)


def _sites(order: Order) -> list[Site]:
    of_customer = Site.objects.select_related("domain__customer").filter(domain__customer=order.customer)
    return list(of_customer.order_by("domain__name"))


def _at(order: Order, host: str) -> tuple[Site, Shown]:
    """Raises Http404."""
    for site in _sites(order):
        try:
            return site, shown(site, host, timezone.now())
        except Refused:
            continue
    raise Http404
