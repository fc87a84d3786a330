"""Which error pages a site has."""

from collections.abc import Mapping

from fumibako.chapters.hosting.error_pages.models import ErrorPage, ErrorSettings
from fumibako.chapters.hosting.files.queries import opened
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.apache.control import error_page
from fumibako.machine.daemons.sites.control import Filing, FilingRefused
from fumibako.machine.state.web.error_pages import STATUSES


def pages_of(site: Site) -> dict[int, str]:
    return dict(ErrorPage.objects.filter(site=site).order_by("status").values_list("status", "path"))


def previews(chosen: Mapping[int, str], address: str) -> dict[int, str]:
    """Where one sees what visitors see, by status. address: of the site or of a subdomain."""
    home = address.rstrip("/")
    return {status: home + chosen.get(status, error_page(status)) for status in sorted({*STATUSES, *chosen})}


def missing(site: Site, pages: Mapping[int, str], inside: str = "") -> set[int]:
    """The statuses whose page is not among the site's files; nothing where these cannot be looked at now. inside: the
    folder of a subdomain."""
    try:
        with opened(site) as filing:
            return {status for status, path in pages.items() if not _is_there(filing, inside + path)}
    except Refused:
        return set()


def _is_there(filing: Filing, path: str) -> bool:
    folder, _, name = f"htdocs{path}".rpartition("/")
    try:
        return filing.facts(folder, name).kind == "file"
    except FilingRefused:
        return False


def covers_php(site: Site) -> bool:
    return ErrorSettings.objects.filter(site=site, covers_php=True).exists()
