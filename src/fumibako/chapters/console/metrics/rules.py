"""Who may read the figures: a token, or where the request comes from."""

import hmac
import ipaddress
from collections.abc import Mapping
from hashlib import sha256

from fumibako.chapters.console.metrics import errors
from fumibako.chapters.console.metrics.models import Access
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address

MAX_NETWORKS, MAX_TOKEN = 10, 100
THRESHOLDS: Mapping[str, int] = {
    "oldest_hours": 120,
    "queue_mails": 1_000_000,
    "failed_mails": 1_000_000,
    "free_gigabytes": 100_000,
}
"""The most of each."""


def check_networks(text: str) -> str:
    """Return them as they are stored. Raises BadNetwork, TooManyNetworks."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(str(ipaddress.ip_network(word, strict=False)))
        except ValueError as error:
            raise errors.BadNetwork(network=word[:60]) from error
    if len(found) > MAX_NETWORKS:
        raise errors.TooManyNetworks(max=MAX_NETWORKS)
    return " ".join(found)


def check_alarm_address(text: str) -> str:
    """Raises BadAlarmAddress."""
    if not text.strip():
        return ""
    try:
        return parse_foreign_address(text)
    except BadAddress as error:
        raise errors.BadAlarmAddress(address=text[:100]) from error


def check_threshold(name: str, value: int) -> int:
    """Raises BadThreshold."""
    if not 0 <= value <= THRESHOLDS[name]:
        raise errors.BadThreshold(name, THRESHOLDS[name])
    return value


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def may_read(access: Access, *, remote: str, token: str) -> bool:
    if access.token_hash and len(token) <= MAX_TOKEN and hmac.compare_digest(access.token_hash, hash_of(token)):
        return True
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in access.networks.split())
