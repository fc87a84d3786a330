"""Which error pages a site has."""

from fumibako.chapters.hosting.error_pages.models import ErrorPage
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import addresses_of
from fumibako.machine.daemons.apache.control import error_page
from fumibako.machine.state.web.error_pages import STATUSES


def pages_of(site: Site) -> dict[int, str]:
    return dict(ErrorPage.objects.filter(site=site).order_by("status").values_list("status", "path"))


def previews(site: Site) -> dict[int, str]:
    """Where one sees what visitors see, by status."""
    chosen, home = pages_of(site), addresses_of(site)[0].rstrip("/")
    return {status: home + chosen.get(status, error_page(status)) for status in STATUSES}
