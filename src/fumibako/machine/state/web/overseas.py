"""A site that answers only to addresses in Japan (D7)."""

import ipaddress
from dataclasses import dataclass

from fumibako.machine.state.web.access import is_folder
from fumibako.machine.state.web.error_pages import is_path


@dataclass(frozen=True, kw_only=True)
class Overseas:
    """folders: what of the site is closed to the rest of the world, "/" for all of it. exceptions: addresses and
    networks that may come from anywhere, as ipaddress writes them. page: of the site, which those see who are refused;
    "" for ours. Raises ValueError for anything else."""

    folders: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    page: str = ""

    def __post_init__(self) -> None:
        if not all(map(is_folder, self.folders)):
            raise ValueError("not a folder")
        if self.page and not is_path(self.page):
            raise ValueError("not a page")
        for network in self.exceptions:
            if str(ipaddress.ip_network(network)) not in (network, f"{network}/32", f"{network}/128"):
                raise ValueError("not a network")
