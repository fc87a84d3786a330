"""Which folders of a site can be restricted (D6)."""

from fumibako.chapters.hosting.files.queries import opened
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.widths import half_width
from fumibako.machine.state.spelling import composed
from fumibako.machine.state.web.access import is_folder

HTDOCS = "htdocs"


def folders_of(site: Site) -> list[str]:
    """As people read them in the site's addresses; nothing where its files cannot be looked at now."""
    try:
        with opened(site) as filing:
            there = [folder.removeprefix(HTDOCS) for folder in filing.folders() if folder.startswith(f"{HTDOCS}/")]
    except Refused:
        return []
    found = [composed(folder) for folder in there]
    return [folder for folder in found if is_folder(folder) and half_width(folder) == folder]
