"""Where logins of an account, or of a whole domain, may come from (A7)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network


class Places(StrEnum):
    ANYWHERE = "anywhere"
    JAPAN = "japan"
    LISTED = "listed"


@dataclass(frozen=True, kw_only=True)
class LoginPlaces:
    """key: a domain, for all of its accounts that have none of their own, or an account's address. web: of the portal
    with its webmail; programs: of IMAP, POP, SMTP and ManageSieve. networks: allowed besides Japan, or alone."""

    key: str
    web: Places = Places.ANYWHERE
    programs: Places = Places.ANYWHERE
    networks: tuple[str, ...] = ()

    def allow(self, protocol: str, address: str, is_in_japan: Callable[[str], bool]) -> bool:
        """What is no address is nowhere."""
        places = self.web if protocol == "web" else self.programs
        if places is Places.ANYWHERE:
            return True
        return _is_in(self.networks, address) or (places is Places.JAPAN and is_in_japan(address))

    def programs_lose_by(self, after: "LoginPlaces | None") -> bool:
        """Whether a program that may log in now may be one that may not after that rule; None: anywhere."""
        if after is None or after.programs is Places.ANYWHERE:
            return False
        if self.programs is Places.ANYWHERE or (self.programs is Places.JAPAN and after.programs is Places.LISTED):
            return True
        return not set(self.networks) <= set(after.networks)


def _is_in(networks: tuple[str, ...], text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ip_network(network) for network in networks)
