"""What fumibako.toml may say: the machine's own facts, needed before any database answers.

Each field's comment-free meaning stands in its metadata, from which docs/configuration.md is
generated. Everything an operator changes at the desk is in the database instead.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kind:
    """Which values of the right type make sense. words: what follows "must be"."""

    words: str
    accepts: Callable[[Any], bool]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _are_addresses(text: str) -> bool:
    return all(_is_address(each) for each in text.split())


def _are_networks(text: str) -> bool:
    try:
        return all(ipaddress.IPv4Network(each) for each in text.split())
    except ValueError:
        return False


def _matching(words: str, pattern: str) -> Kind:
    return Kind(words, lambda text: re.fullmatch(pattern, text) is not None)


def _between(least: int, most: int) -> Kind:
    return Kind(f"between {least} and {most}", lambda number: least <= number <= most)


# Values that stand in daemons' configuration: nothing in them may mean something there.
_LABELS = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
_NAME = rf"(?=.{{1,253}}\Z){_LABELS}"
_NAMES = rf"{_LABELS}( {_LABELS})*"
HOSTNAME = _matching("a full host name in small letters", _NAME)
HOSTNAMES = _matching("full host names in small letters, separated by blanks", rf"({_NAMES})?")
LISTEN = Kind("an IP address", _is_address)
SITE_URL = _matching("https://host or https://host:port", rf"(https://{_NAME}(:\d+)?)?")
DATABASE_URL = _matching("sqlite or postgresql://user@host:port/name", r"sqlite|postgresql://[^\s/?#]+/\w[\w-]*")
ADDRESSES = Kind("IP addresses, separated by blanks", _are_addresses)
NETWORKS = Kind("IPv4 addresses or networks, separated by blanks", _are_networks)
RELAY_HOST = _matching("[host] or [host]:port", r"(\[[A-Za-z0-9.:-]+\](:\d+)?)?")
RESOLVER = _matching("[address] or [address]:port", r"(\[[0-9A-Fa-f.:]+\](:\d{1,5})?)?")
ICAP = _matching(
    "icap:// or icaps://host/service or host:port/service",
    r"(icaps?://([a-z0-9.-]+)(:\d{1,5})?/[A-Za-z0-9_.~/?=&-]+)?",
)
CONTACT = _matching(
    "mailto:address or an https:// address", rf"(mailto:[^\s@]+@{_NAME}|https://{_NAME}(:\d+)?(/\S*)?)?"
)
ACME_DIRECTORY = _matching("an https:// address", r"(https://[a-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~/-]*)?)?")
DIRECTORY = _matching("an absolute path of letters, digits, “.”, “_”, “+” and “-”", r"(/[A-Za-z0-9._+-]+)*")


def setting(default: Any, meaning: str, kind: Kind | None = None) -> Any:  # Any: dataclasses.field is typed so too
    """Return a dataclass field with its default, the sentence that documents it and what it accepts."""
    return field(default=default, metadata={"meaning": meaning, "kind": kind})


@dataclass(frozen=True, kw_only=True)
class Box:
    """[box]: the machine."""

    hostname: str = setting(
        "mail.fumibako.test", "Full name of this machine: SMTP greeting, certificates, links in mails.", HOSTNAME
    )
    listen: str = setting("127.0.0.1", "The address on which the public services listen.", LISTEN)
    port_base: int = setting(
        0,
        "Added to every standard port, so that boxes can live side by side. 0 in production. From about 22,700 on our"
        " highest ports (10,040 above it) are among those that Linux gives to outgoing connections: now and then one is"
        " taken when a service starts.",
        _between(0, 54_000),
    )
    first_uid: int = setting(
        5000,
        "First of the ten numeric user ids under which our own processes and the mail store run.",
        _between(1000, 2_000_000_000),
    )
    first_site_uid: int = setting(
        200_000,
        "First of the numeric user ids of customers' sites. Each site has one of its own, which is never given again.",
        _between(10_000, 2_000_000_000),
    )
    site_url: str = setting(
        "",
        "Address of the member site in links, for example https://member.example.jp. Empty: from hostname.",
        SITE_URL,
    )
    audit_log_days: int = setting(1825, "For how many days the audit log is kept. 0: for good.", _between(0, 36500))
    security_contact: str = setting(
        "",
        "Where people report security holes, mailto:security@example.jp or an https:// page. It is published as"
        " /.well-known/security.txt (RFC 9116). Empty: no such file.",
        CONTACT,
    )


@dataclass(frozen=True, kw_only=True)
class Database:
    """[database]: the control database."""

    url: str = setting(
        "sqlite", "sqlite (a file in the state directory) or postgresql://user@host:port/name.", DATABASE_URL
    )


@dataclass(frozen=True, kw_only=True)
class Mail:
    """[mail]: limits of the mail path."""

    message_size_limit: int = setting(
        36_700_160, "Largest message on the wire, in bytes (35 MiB).", _between(1 << 20, 1 << 30)
    )
    relay_host: str = setting(
        "",
        "Where mail to the outside goes, as Postfix writes it: [host]:port. Empty: by the recipients' MX.",
        RELAY_HOST,
    )
    trusted_relays: str = setting(
        "",
        "IPv4 addresses or networks, separated by blanks, of servers that bring others' mail to port 25, such as a spam"
        " filter before this box. How many connections and mails they bring is not limited; all else holds for them.",
        NETWORKS,
    )
    delivery_log_days: int = setting(90, "For how many days the delivery log is kept.", _between(1, 3650))
    dkim_key_days: int = setting(
        180,
        "For how many days a domain's DKIM key is used before a new one takes its place. 0: keys are only changed by"
        " hand.",
        _between(0, 3650),
    )
    copies_days: int = setting(
        14,
        "For how many days nightly copies of the mailboxes are kept, from which mail can be restored.",
        _between(1, 365),
    )
    archive_years: int = setting(
        7,
        "For how many years copies of sent mail are kept, for customers who have ordered it. A month's mails go"
        " together, that long after its last day.",
        _between(1, 30),
    )
    archive_gigabytes: int = setting(
        0,
        "Above how many GB of copies of sent mail a domain's oldest months go before their time. 0: none does.",
        _between(0, 100_000),
    )
    old_servers: str = setting(
        "",
        "IPv4 addresses or networks, separated by blanks, that customers may copy their old mailboxes from although"
        " they are not public: 192.168.1.0/24, say.",
        NETWORKS,
    )
    mail_store: str = setting("", "Directory of the mailboxes. Empty: mail/ in the state directory.", DIRECTORY)


@dataclass(frozen=True, kw_only=True)
class Engines:
    """[engines]: scanners."""

    download_signatures: bool = setting(
        True, "Let freshclam fetch virus signatures. Without them only the local test signatures are known."
    )
    icap: str = setting(
        "",
        "The second virus engine, for customers who have ordered it: icap://host:port/service of any server that speaks"
        " ICAP, as its maker names the service. icaps:// is ICAP over TLS; mail passes there as it is, so take that"
        " where the server is not on this machine. Empty: there is none, and nobody's mail waits for it.",
        ICAP,
    )
    icap_roots: str = setting(
        "",
        "File with the roots that an icaps:// server's certificate is checked with, in PEM. Empty: those that this"
        " machine trusts.",
        DIRECTORY,
    )
    download_wordpress: bool = setting(
        True,
        "Fetch WordPress's newest version every day from wordpress.org, for customers who install or update it. Without"
        " it they are given Debian's package.",
    )
    download_countries: bool = setting(
        True,
        "Fetch every day from APNIC which addresses are in Japan, for restricted logins and sites. Without it the data"
        " that came with this version goes on.",
    )


@dataclass(frozen=True, kw_only=True)
class Dns:
    """[dns]: what the zones of customers' domains say of this machine."""

    name_servers: str = setting(
        "", "Full names of the name servers, separated by blanks, as registrars know them. Empty: hostname.", HOSTNAMES
    )
    addresses: str = setting(
        "",
        "Public IPv4 and IPv6 addresses of this machine, separated by blanks, for the records of web and mail. Empty:"
        " box.listen.",
        ADDRESSES,
    )
    resolver: str = setting(
        "",
        "The resolver that is asked what senders' domains say of themselves (SPF, DKIM, DMARC) and whether customers'"
        " records are there: [address] or [address]:port. Empty: the machine's own; on a box that listens on loopback"
        " only, the box's name server.",
        RESOLVER,
    )


@dataclass(frozen=True, kw_only=True)
class Web:
    """[web]: customers' sites."""

    plain_ftp: bool = setting(
        False,
        "Take FTP passwords without TLS, too, for old programs. A box that listens on loopback only always does.",
    )
    acme_directory: str = setting(
        "",
        "Directory of the authority that gives free certificates by ACME (RFC 8555), for example"
        " https://acme-v02.api.letsencrypt.org/directory. Setting it agrees to the authority's terms. Empty: none are"
        " offered.",
        ACME_DIRECTORY,
    )
    acme_roots: str = setting(
        "",
        "File with the roots that the authority's own HTTPS is checked with, in PEM. Empty: those that this machine"
        " trusts.",
        DIRECTORY,
    )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The whole file."""

    box: Box = field(default_factory=Box)
    database: Database = field(default_factory=Database)
    mail: Mail = field(default_factory=Mail)
    engines: Engines = field(default_factory=Engines)
    dns: Dns = field(default_factory=Dns)
    web: Web = field(default_factory=Web)
