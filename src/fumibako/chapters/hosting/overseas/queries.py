"""Who was refused for coming from abroad (D7), as the access log says it."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.hosting.overseas.models import OverseasRestriction
from fumibako.chapters.hosting.sites.models import Site
from fumibako.machine.daemons.countries import control as countries
from fumibako.machine.daemons.sites.control import Asked, Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused

MAX = 50
_LINE = re.compile(r'(\S+) \S+ .*?\[[^:\]]+:([\d:]{8})[^\]]*\] "\S+ ([^\s"]+)[^"]*" 403 ')


@dataclass(frozen=True)
class Refusal:
    """time: of the day. path: as it was asked for, without its query."""

    time: str
    address: str
    path: str


def refused_today(site: Site) -> list[Refusal] | None:
    """The latest first, as far as MAX; None while it is off, or the log cannot be read now."""
    row = OverseasRestriction.objects.filter(site=site, is_on=True).first()
    if row is None:
        return None
    asked = Asked("access", day=timezone.localdate().isoformat(), words='" 403 ')
    try:
        lines = Sites(settings.FUMIBAKO).log(site.domain.name, site.domain.name, asked).lines
    except (AgentDown, AgentRefused):
        return None
    return refusals(lines, row.folders or ["/"], row.exceptions)[:MAX]


def refusals(lines: Iterable[str], folders: Iterable[str], exceptions: Iterable[str]) -> list[Refusal]:
    """Those that this restriction has made: not of those who may come, and not of what is open to everybody."""
    inside = tuple(f"{folder.rstrip('/')}/" for folder in folders)
    allowed = [ipaddress.ip_network(each) for each in exceptions]
    found = (Refusal(match[2], match[1], _path(match[3])) for match in map(_LINE.match, lines) if match)
    return [each for each in found if f"{each.path}/".startswith(inside) and _is_abroad(each.address, allowed)]


def _path(asked: str) -> str:
    return unquote(asked.partition("?")[0])


def _is_abroad(address: str, allowed: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not any(parsed in each for each in allowed) and not countries.is_in_japan(settings.FUMIBAKO, address)
