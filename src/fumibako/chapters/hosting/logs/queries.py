"""Reading a site's logs through the agent."""

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings

from fumibako.chapters.hosting.sites.models import Site
from fumibako.machine.daemons.sites.control import Asked, Lines, Sites

MAX_PIECES = 50
"""Of one download: each up to 512 KB of lines, or 32 MB of log looked through."""


def read_log(site: Site, host: str, asked: Asked) -> Lines:
    """host: the domain or a subdomain. Raises AgentDown, AgentRefused."""
    return Sites(settings.FUMIBAKO).log(site.domain.name, host, asked)


def whole_log(site: Site, host: str, asked: Asked) -> str:
    """All lines that are asked for in the order in which they were written; of very many the newest. Raises AgentDown,
    AgentRefused."""
    newest_first = [line for piece in _pieces(site, host, asked) for line in piece.lines]
    return "".join(f"{line}\n" for line in reversed(newest_first))


def _pieces(site: Site, host: str, asked: Asked) -> Iterator[Lines]:
    for _number in range(MAX_PIECES):
        piece = read_log(site, host, asked)
        yield piece
        if not piece.before:
            return
        asked = replace(asked, before=piece.before)
