"""Guessed passwords of customers' sites (D6): nginx tells of each wrong one, and asks before a further try.

Whatever asks for a name and a password counts, a .htaccess and programs of the customer's included. Twenty wrong ones
of an address for one name at one site within a quarter of an hour, and its further tries for that name wait until the
first is that old; fifty for any names, and all of its tries there do: an office has one address. The same wrong
password again is a program that has an old one and guesses nothing. Pages without a password stay open to it, and so
does every other site. Kept in memory: a new start forgets.
"""

import hashlib
import ipaddress
import secrets
import socket
import struct
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_SECONDS = 15 * 60
MAX_OF_NAME, MAX_OF_ADDRESS = 20, 50
MAX_KNOWN = 5_000
_LONGEST = 16384
_AT_ONCE = 100
_MARK = b" guesses: "
_CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong password. name, digest: of the name, and of name and password."""

    at: float
    name: bytes
    digest: bytes


class SiteLogins:
    """clock: seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._wrong: OrderedDict[tuple[str, str], list[Wrong]] = OrderedDict()

    def note(self, address: str, host: str, name: str, authorization: str) -> None:
        """A wrong password, by the header that had it; name: as nginx asks with it. Of too many addresses the one that
        was quiet the longest is forgotten."""
        place, digest = _place(address, host), self._digest(authorization)
        wrong = self._recent(place)
        if all(each.digest != digest for each in wrong):
            wrong.append(Wrong(self._clock(), self._digest(name), digest))
        self._wrong.pop(place, None)
        self._wrong[place] = wrong[-MAX_OF_ADDRESS:]
        if len(self._wrong) > MAX_KNOWN:
            self._wrong.popitem(last=False)

    def may_try(self, address: str, host: str, name: str) -> bool:
        wrong, digest = self._recent(_place(address, host)), self._digest(name)
        return len(wrong) < MAX_OF_ADDRESS and sum(each.name == digest for each in wrong) < MAX_OF_NAME

    def _recent(self, place: tuple[str, str]) -> list[Wrong]:
        since = self._clock() - WINDOW_SECONDS
        return [each for each in self._wrong.get(place, ()) if each.at > since]

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=8).digest()


def told(datagram: bytes) -> tuple[str, str, str, str] | None:
    """Address, host, name and header of what nginx has written (RFC 3164); None for anything else."""
    _, mark, said = datagram.partition(_MARK)
    address, host, name, authorization = (said.decode("ascii", "replace").split(" ", 3) + [""] * 4)[:4]
    return (address, host, name, authorization) if mark and authorization else None


def ear(path: str) -> socket.socket:
    """Where nginx tells. Everybody may write, and who has written, the kernel says (unix(7), SO_PASSCRED)."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    made.bind(path)
    return made


def hear(made: socket.socket, uid: int, note: Callable[[str, str, str, str], None]) -> None:
    """Take what waits at an ear; only `uid`, nginx's user, is believed."""
    for _ in range(_AT_ONCE):
        try:
            datagram, ancillary, _flags, _sender = made.recvmsg(_LONGEST, socket.CMSG_SPACE(_CREDENTIALS.size))
        except BlockingIOError:
            return
        if _uids(ancillary) == [uid] and (found := told(datagram)):
            note(*found)


def _uids(ancillary: list[tuple[int, int, bytes]]) -> list[int]:
    return [_CREDENTIALS.unpack(data)[1] for _, kind, data in ancillary if kind == socket.SCM_CREDENTIALS]


def _place(address: str, host: str) -> tuple[str, str]:
    """A visitor with IPv6 has a whole /64 to come from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address, host
    wide = ipaddress.ip_network((parsed, 64), strict=False) if parsed.version == 6 else parsed
    return str(wide), host
