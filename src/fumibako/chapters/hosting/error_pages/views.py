"""Which pages visitors see when something goes wrong (D8)."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.error_pages.forms import LABELS, SetErrorPages, shown
from fumibako.chapters.hosting.error_pages.queries import covers_php, missing, pages_of, previews
from fumibako.chapters.hosting.error_pages.services import set_error_pages
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import addresses_of
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
def error_pages(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    at_first = shown(pages_of(site), covers_php=covers_php(site))
    form = SetErrorPages(request.POST if request.method == "POST" else None, initial=at_first)
    if request.method == "POST" and form.is_valid():
        try:
            set_error_pages(
                actor=request.actor, site=site, pages=form.pages(), covers_php=form.cleaned_data["covers_php"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The error pages have been saved."))
            return redirect("adminmenu:error_pages")
    shows = preview_lines(site, pages_of(site), addresses_of(site)[0])
    context = {"form": form, "previews": shows, "state": publication_of(Aspect.SITE, site.domain.name)}
    return render(request, "error_pages/error_pages.html", context, status=422 if form.errors else 200)


def preview_lines(
    site: Site, chosen: Mapping[int, str], address: str, inside: str = ""
) -> list[tuple[object, str, bool, bool]]:
    """For the page: the error in words, where it is seen, whether the page is the customer's, and whether it is
    missing. address, inside: of the site or of a subdomain."""
    gone = missing(site, chosen, inside)
    return [
        (LABELS.get(status, str(status)), where, status in chosen, status in gone)
        for status, where in previews(chosen, address).items()
    ]
