"""Sites for programs: by the name of their domain, among the caller's."""

import contextlib

from fumibako.chapters.hosting.sites.errors import NoSuchSite
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.programs import ProgramRequest
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.state import Aspect


def site_of(request: ProgramRequest, name: str) -> Site:
    """Raises NoSuchSite."""
    with contextlib.suppress(BadAddress):
        domains = request.caller.domains.filter(name=parse_domain(name))
        if site := Site.objects.select_related("domain__customer").filter(domain__in=list(domains)).first():
            return site
    raise NoSuchSite(domain=name[:80])


def settled(site: Site) -> str:
    """How far a change of the site is."""
    return wait_until_settled(Aspect.SITE, site.domain.name)
