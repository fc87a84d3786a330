"""The DNS records of a domain (D9)."""

from dataclasses import dataclass
from ipaddress import ip_address


@dataclass(frozen=True, order=True)
class ZoneRecord:
    """name: relative to the zone, "@" for the zone itself. data: as zone files write it; a TXT record's is its text."""

    name: str
    type: str
    ttl: int
    data: str


@dataclass(frozen=True, kw_only=True)
class Zone:
    """primary: the first name server. serial: where a secondary starts that has lost everything; the server counts on
    by itself. records: all but SOA. is_signed: with DNSSEC.
    secondaries: addresses of name servers that fetch it."""

    domain: str
    primary: str
    contact: str
    serial: int
    records: tuple[ZoneRecord, ...]
    is_signed: bool = False
    secondaries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError."""
        for each in self.secondaries:
            if str(ip_address(each)) != each or "%" in each:
                raise ValueError("not an address of a name server")
