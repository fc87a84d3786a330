"""The product's own records of every domain: with them web, mail and the name servers work, and mail programs find
their settings (C11; RFC 6186, RFC 8314)."""

import ipaddress

from fumibako.chapters.hosting.dns.records import Record, standard
from fumibako.machine.conf import Config

HOSTS = ("@", "www", "mail", "autoconfig", "autodiscover")


def standard_records(config: Config) -> list[Record]:
    found = [standard("@", "NS", f"{name}.") for name in name_servers(config)]
    for name in HOSTS:
        found += [standard(name, "A" if each.version == 4 else "AAAA", str(each)) for each in addresses(config)]
    found.append(standard("@", "MX", f"10 {config.hostname}."))
    found.append(standard("@", "TXT", f"v=spf1 a:{config.hostname} ~all"))
    ports = config.ports
    services = {"imaps": ports.imaps, "pop3s": ports.pop3s, "submissions": ports.submissions}
    services["autodiscover"] = ports.https
    found += [standard(f"_{name}._tcp", "SRV", f"0 1 {port} {config.hostname}.") for name, port in services.items()]
    return found


def name_servers(config: Config) -> list[str]:
    return config.settings.dns.name_servers.split() or [config.hostname]


def addresses(config: Config) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """What this machine is reached at; nothing where it listens everywhere and nobody has said."""
    given = config.settings.dns.addresses.split() or [config.settings.box.listen]
    return [each for text in given if not (each := ipaddress.ip_address(text)).is_unspecified]
