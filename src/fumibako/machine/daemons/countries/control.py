"""Which addresses are in Japan: as the registry for Asia and the Pacific gave them out.

The file that the background process fetches every day, or the one that came with this version. The country is that of
whoever the addresses were given to: nearly always, but not always, where they are used.
"""

import urllib.request
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.delegated import Network, NotDelegated, networks_of, read, written
from fumibako.machine.system import files

SHIPPED = Path(__file__).with_name("japan.txt")
SOURCE = "https://ftp.apnic.net/stats/apnic/delegated-apnic-extended-latest"
MAX_BYTES = 64 << 20
SECONDS = 60.0
FEWEST_NETWORKS = 1000  # with far less, the file is about something else
# They are in no country: whoever comes from there is in the operator's own network.
OWN = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")))


class NotFetched(Exception):
    """The registry was not reached, or what came is not to be used. What there was goes on."""


def path(config: Config) -> Path:
    """What was fetched; not there before the first time."""
    return config.state / "countries" / "japan.txt"


def networks(config: Config) -> tuple[Network, ...]:
    """Those of Japan, merged and in order."""
    return _loaded(config).networks


def made_on(config: Config) -> date:
    return date.fromisoformat(_loaded(config).day)


def is_in_japan(config: Config, address: str) -> bool:
    """Also of the operator's own networks. Nonsense is nowhere."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed in network for network in OWN) or _loaded(config).has(parsed.version, int(parsed))


def update(config: Config, source: str = SOURCE) -> date:
    """Fetch the registry's file and put ours in place. Raises NotFetched."""
    try:
        request = urllib.request.Request(source, headers={"User-Agent": "fumibako"})  # noqa: S310 ours
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 ours
            found = networks_of(_lines(answer), "JP")
    except (OSError, NotDelegated, ValueError) as error:
        raise NotFetched(str(error)) from error
    if len(found) < FEWEST_NETWORKS:
        raise NotFetched(f"{len(found)} networks only")
    today = date.today()
    files.write(path(config), written(found, today.isoformat()))
    return today


def _lines(answer: Iterator[bytes]) -> Iterator[str]:
    size = 0
    for line in answer:
        size += len(line)
        if size > MAX_BYTES:
            raise NotDelegated("too long")
        yield line.decode("ascii", "replace")


class _Loaded:
    def __init__(self, text: str) -> None:
        self.day, self.networks = read(text)
        date.fromisoformat(self.day)
        self._ends = {4: ([], []), 6: ([], [])}  # type: dict[int, tuple[list[int], list[int]]]
        for network in self.networks:
            firsts, lasts = self._ends[network.version]
            firsts.append(int(network.network_address))
            lasts.append(int(network.broadcast_address))

    def has(self, version: int, number: int) -> bool:
        firsts, lasts = self._ends[version]
        at = bisect_right(firsts, number) - 1
        return at >= 0 and number <= lasts[at]


def _loaded(config: Config) -> _Loaded:
    """Anew when the file is another. One that cannot be read is as none."""
    try:
        there = path(config)
        return _of(there, there.stat().st_mtime_ns)
    except (OSError, ValueError):
        return _of(SHIPPED, 0)


@lru_cache(maxsize=2)
def _of(there: Path, changed: int) -> _Loaded:
    return _Loaded(there.read_text())
