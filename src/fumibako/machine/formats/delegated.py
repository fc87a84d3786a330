"""Statistics files of the regional internet registries: which addresses were given to which country
(https://www.apnic.net/about-apnic/corporate-documents/documents/resource-guidelines/rir-statistics-exchange-format)."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, collapse_addresses, ip_network, summarize_address_range

Network = IPv4Network | IPv6Network


class NotDelegated(ValueError):
    """Not such a file, or not the whole of it."""


def networks_of(lines: Iterable[str], country: str) -> tuple[Network, ...]:
    """The networks of a country, merged and in order. Raises NotDelegated."""
    four: list[IPv4Network] = []
    six: list[IPv6Network] = []
    announced, seen = -1, 0
    try:
        for line in lines:
            fields = line.strip().split("|")
            if line.startswith("#") or len(fields) < 6 or fields[-1] == "summary":
                continue
            if announced < 0:
                announced = int(fields[3])
                continue
            seen += 1
            _, code, kind, start, size = fields[:5]
            if code == country and kind == "ipv4":
                first = IPv4Address(start)
                four.extend(summarize_address_range(first, first + int(size) - 1))
            if code == country and kind == "ipv6":
                six.append(IPv6Network(f"{start}/{size}"))
    except ValueError as error:
        raise NotDelegated(str(error)) from error
    if announced < 0 or seen != announced:
        raise NotDelegated(f"{seen} records of {announced}")
    return (*collapse_addresses(four), *collapse_addresses(six))


def written(networks: Iterable[Network], day: str) -> bytes:
    """As our own file has them: the day, then a network a line."""
    return "".join((f"# {day}\n", *(f"{network}\n" for network in networks))).encode()


def read(text: str) -> tuple[str, tuple[Network, ...]]:
    """The day and the networks of our own file. Raises ValueError."""
    head, *lines = text.splitlines()
    return head.removeprefix("# "), tuple(ip_network(line) for line in lines)
