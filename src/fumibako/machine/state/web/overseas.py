"""A site that answers only to addresses in Japan (D7)."""

import ipaddress
from dataclasses import dataclass

from fumibako.machine.state.web.access import is_folder


@dataclass(frozen=True, kw_only=True)
class Overseas:
    """folders: what of the site is closed to the rest of the world, "/" for all of it. exceptions: addresses and
    networks that may come from anywhere, as ipaddress writes them. Raises ValueError for anything else."""

    folders: tuple[str, ...]
    exceptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not all(map(is_folder, self.folders)):
            raise ValueError("not a folder")
        for network in self.exceptions:
            if str(ipaddress.ip_network(network)) not in (network, f"{network}/32", f"{network}/128"):
                raise ValueError("not a network")
