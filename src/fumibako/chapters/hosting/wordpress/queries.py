"""Looking at where WordPress is, and whether it is the newest."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import addresses_of
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.control import Filing, FilingRefused, Sites
from fumibako.machine.daemons.wordpress import control as wordpress
from fumibako.machine.provision.client import AgentDown, AgentRefused

MAX_VERSION_FILE = 64 << 10


@dataclass(frozen=True)
class Found:
    """version: as its files say it now, or as it was noted where they cannot be read."""

    installation: Installation
    address: str
    version: str
    newest: str

    @property
    def is_old(self) -> bool:
        return wordpress.is_newer(self.newest, self.version)


def installations_of(domain: Domain) -> QuerySet[Installation]:
    of_it = Installation.objects.select_related("site__domain__customer", "before", "copy_of").filter(
        site__domain=domain
    )
    return of_it.order_by("pk")


def found_on(site: Site) -> list[Found]:
    rows = list(installations_of(site.domain))
    newest = wordpress.newest(settings.FUMIBAKO).version if rows else ""
    versions = _versions(site, rows) if rows else {}
    return [Found(row, address_of_row(row), versions.get(row.pk, row.version), newest) for row in rows]


def found(row: Installation) -> Found:
    return next(each for each in found_on(row.site) if each.installation == row)


def folders_taken(site: Site) -> set[str]:
    return set(site.wordpresses.values_list("folder", flat=True))


def others_folders(row: Installation) -> list[str]:
    """Folders below htdocs that show something else: other WordPresses, subdomains."""
    site = row.site
    of_subdomains = (folder.strip("/") for folder in site.subdomains.values_list("folder", flat=True))
    return sorted({folder for folder in (*folders_taken(site), *of_subdomains) if folder} - {row.folder})


def address_of_row(row: Installation) -> str:
    if not row.label:
        return address_of(row.site, row.folder)
    return host_address(row.site, row.label)


def host_address(site: Site, label: str) -> str:
    """Of a subdomain."""
    config: Config = settings.FUMIBAKO
    port = "" if config.ports.http == 80 else f":{config.ports.http}"
    return f"http://{label}.{site.domain.name}{port}/"


def address_of(site: Site, folder: str) -> str:
    first = addresses_of(site)[0]
    return f"{first}{folder}/" if folder else first


def _versions(site: Site, rows: list[Installation]) -> dict[int, str]:
    """Of those whose files can be read now."""
    told = {row.pk: _version(site.domain.name, row.folder) for row in rows}
    return {pk: version for pk, version in told.items() if version}


def _version(domain: str, folder: str) -> str:
    """ "" where its files do not say."""
    place = f"htdocs/{folder}/wp-includes" if folder else "htdocs/wp-includes"
    try:
        with Sites(settings.FUMIBAKO).filing(domain) as filing:
            return _version_at(filing, place)
    except (AgentDown, AgentRefused, FilingRefused):
        return ""


def _version_at(filing: Filing, place: str) -> str:
    """Raises FilingRefused."""
    text = b""
    for piece in filing.read(place, "version.php").pieces:
        text += piece
        if len(text) > MAX_VERSION_FILE:
            return ""
    return wordpress.version_in(text)
