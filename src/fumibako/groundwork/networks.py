"""Addresses and networks that people list: from where something is allowed (A7, D5)."""

import re
from ipaddress import ip_address, ip_network

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused

MAX_NETWORKS = 50
MAX_TEXT = 60


class BadNetwork(Refused):
    code = "bad_network"
    message = _(
        "“%(text)s” is not an IP address. Enter an address such as 203.0.113.5 or a range such as 203.0.113.0/24."
    )
    field = "networks"


class HostBits(Refused):
    code = "host_bits"
    message = _("“%(text)s” is not the start of a range. Did you mean %(network)s?")
    field = "networks"


class WholeInternet(Refused):
    code = "whole_internet"
    message = _("“%(text)s” allows every address. To allow every address, leave the list empty.")
    field = "networks"


class TooManyNetworks(Refused):
    code = "too_many_networks"
    message = _("You can enter at most %(most)s addresses or ranges. Remove some of them.")
    field = "networks"


def check_network(text: str) -> str:
    """Return an address or range in its one spelling. Raises BadNetwork, HostBits, WholeInternet."""
    text = text.strip()
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise BadNetwork(text=text[:MAX_TEXT]) from error
    if "%" in text:  # a zone of this machine (RFC 4007)
        raise BadNetwork(text=text[:MAX_TEXT])
    if network.prefixlen == 0:
        raise WholeInternet(text=text)
    if "/" in text and ip_address(text.partition("/")[0]) != network.network_address:
        raise HostBits(text=text[:MAX_TEXT], network=network)
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def check_number(number: int) -> None:
    """Raises TooManyNetworks."""
    if number > MAX_NETWORKS:
        raise TooManyNetworks(most=MAX_NETWORKS)


def split(text: str) -> list[str]:
    """What was typed into a list of them, each once."""
    return list(dict.fromkeys(filter(None, re.split(r"[\s,;、]+", text))))
