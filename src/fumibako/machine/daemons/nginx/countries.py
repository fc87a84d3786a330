"""Which visitors come from Japan, as nginx looks it up for each request (D7).

The file is root's and lies outside the generations: it changes with the country data and not with any setting. It holds
networks only, written anew from values, whatever the file looks like that they were read from.
"""

from collections.abc import Iterable
from ipaddress import ip_network
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.countries import control as countries
from fumibako.machine.formats.delegated import Network
from fumibako.machine.system import files

VISITORS = ("127.0.0.80", "::1")
"""Where this box's own visits to its sites come from (cron jobs), which are from nowhere abroad."""


def path(config: Config) -> Path:
    return config.home("nginx") / "countries" / "japan.conf"


def variable(config: Config) -> str:
    """Of an address in no network of the file it is empty: abroad."""
    return f"""\
  geo $in_japan {{
    default "";
    include {path(config)};
  }}
"""


def written(networks: Iterable[Network]) -> bytes:
    return "".join(f"{network} 1;\n" for network in networks).encode()


def refresh(config: Config) -> bool:
    """Write what the country data says now; return whether that is another thing than before."""
    content = written((*countries.networks(config), *countries.OWN, *map(ip_network, VISITORS)))
    there = path(config)
    if there.exists() and there.read_bytes() == content:
        return False
    files.directory(there.parent)
    files.write(there, content)
    return True
