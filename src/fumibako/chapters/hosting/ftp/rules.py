"""Where FTP logins may come from, rule by rule (D5)."""

from ipaddress import ip_address, ip_network

from fumibako.chapters.hosting.ftp import errors

MAX_NETWORKS = 50
MAX_TEXT = 60


def check_network(text: str) -> str:
    """Return an address or range in its one spelling. Raises BadNetwork, HostBits, WholeInternet."""
    text = text.strip()
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise errors.BadNetwork(text=text[:MAX_TEXT]) from error
    if "%" in text:  # a zone of this machine (RFC 4007)
        raise errors.BadNetwork(text=text[:MAX_TEXT])
    if network.prefixlen == 0:
        raise errors.WholeInternet(text=text)
    if "/" in text and ip_address(text.partition("/")[0]) != network.network_address:
        raise errors.HostBits(text=text[:MAX_TEXT], network=network)
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def check_number(number: int) -> None:
    """Raises TooManyNetworks."""
    if number > MAX_NETWORKS:
        raise errors.TooManyNetworks(most=MAX_NETWORKS)
