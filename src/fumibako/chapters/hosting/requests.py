"""A request behind the gate of the administrator menu, as the web service's pages need it."""

from django.http import Http404, HttpRequest

from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.ui.shell import Shell


class HostingRequest(HttpRequest):
    """What the gate has put on it. Objects are reached through these only, never by a bare key."""

    domain: Domain
    customer: Customer
    actor: Actor
    shell: Shell


def own_site(request: HostingRequest) -> Site:
    """The site of the domain that the administrator works on. Raises Http404."""
    site = Site.objects.select_related("domain__customer").filter(domain=request.domain).first()
    if site is None:
        raise Http404
    return site
