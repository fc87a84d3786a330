"""The web service's first page (D1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.sites.queries import addresses_of, web_bytes
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.ui.shell import Link
from fumibako.machine.state import Aspect


@require_GET
def home(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    context = {
        "site": site,
        "addresses": addresses_of(site),
        "contract": contract_of(request.customer),
        "web_bytes": web_bytes(request.customer),
        "links": _beside(request),
        "state": publication_of(Aspect.SITE, site.domain.name),
    }
    return render(request, "sites/home.html", context)


def _beside(request: HostingRequest) -> list[Link]:
    """The other pages of this page's part of the menu."""
    here = (section for section in request.shell.sections if any(link.is_here for link in section.links))
    return [link for section in here for link in section.links if not link.is_here]
