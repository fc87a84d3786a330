"""Where logins may come from, rule by rule (A7)."""

from collections.abc import Iterable
from functools import partial

from django.conf import settings

from fumibako.chapters.mail.login_places import errors
from fumibako.groundwork.networks import check_network, check_number
from fumibako.machine.daemons.countries.control import is_in_japan
from fumibako.machine.state.mail.login_places import LoginPlaces, Places

OWN = ("127.0.0.1", "::1")


def check_networks(networks: Iterable[str], web: str, programs: str) -> tuple[str, ...]:
    """Return them in their one spelling. Raises BadNetwork, HostBits, WholeInternet, TooManyNetworks,
    NothingListed."""
    parsed = tuple(dict.fromkeys(map(check_network, networks)))
    check_number(len(parsed))
    if Places.LISTED in (web, programs) and not parsed:
        raise errors.NothingListed
    return parsed


def check_not_locked_out(places: LoginPlaces, address: str) -> None:
    """address: of whoever sets them for themselves, "" where that is not a browser. Raises LocksYouOut."""
    if address and not is_at_right_place(places, address):
        raise errors.LocksYouOut(address=address)


def is_at_right_place(places: LoginPlaces, address: str, protocol: str = "web") -> bool:
    """This machine always is."""
    is_own = address in (*OWN, settings.FUMIBAKO.own_address)
    return is_own or places.allow(protocol, address, partial(is_in_japan, settings.FUMIBAKO))
