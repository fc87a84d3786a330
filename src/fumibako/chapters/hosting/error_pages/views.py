"""Which pages visitors see when something goes wrong (D8)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.error_pages.forms import LABELS, SetErrorPages, shown
from fumibako.chapters.hosting.error_pages.queries import covers_php, missing, pages_of, previews
from fumibako.chapters.hosting.error_pages.services import set_error_pages
from fumibako.chapters.hosting.requests import HostingRequest, own_site
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
    chosen, gone = pages_of(site), missing(site)
    context = {
        "form": form,
        "previews": [
            (LABELS.get(status, str(status)), address, status in chosen, status in gone)
            for status, address in previews(site).items()
        ],
        "state": publication_of(Aspect.SITE, site.domain.name),
    }
    return render(request, "error_pages/error_pages.html", context, status=422 if form.errors else 200)
