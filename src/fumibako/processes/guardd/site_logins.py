"""Guessed passwords of customers' sites (D6): nginx tells of each wrong one, and asks before a further try.

Whatever asks for a name and a password counts, a .htaccess and programs of the customer's included. Twenty wrong ones
of an address at one site within a quarter of an hour, and its further tries wait until the first is that old; pages
without a password stay open to it, and so does every other site. Kept in memory: a new start forgets.
"""

import ipaddress
import socket
import struct
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_SECONDS = 15 * 60
MAX_WRONG = 20
MAX_KNOWN = 20_000
_LONGEST = 2048
_AT_ONCE = 100
_MARK = b" guesses: "
_CREDENTIALS = struct.Struct("3i")


class SiteLogins:
    """clock: seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def note(self, address: str, host: str) -> None:
        """A wrong password. Of too many addresses the one that was quiet the longest is forgotten."""
        key = _key(address, host)
        times = self._wrong.pop(key, None) or deque(maxlen=MAX_WRONG)
        times.append(self._clock())
        self._wrong[key] = times
        if len(self._wrong) > MAX_KNOWN:
            self._wrong.popitem(last=False)

    def may_try(self, address: str, host: str) -> bool:
        times = self._wrong.get(_key(address, host))
        return times is None or len(times) < MAX_WRONG or self._clock() - times[0] >= WINDOW_SECONDS


def told(datagram: bytes) -> tuple[str, str] | None:
    """Address and host of what nginx has written (RFC 3164); None for anything else."""
    _, mark, said = datagram.partition(_MARK)
    address, _, host = said.decode("ascii", "replace").strip().partition(" ")
    return (address, host) if mark and host else None


def ear(path: str) -> socket.socket:
    """Where nginx tells. Everybody may write, and who has written, the kernel says (unix(7), SO_PASSCRED)."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    made.bind(path)
    return made


def hear(made: socket.socket, uid: int, note: Callable[[str, str], None]) -> None:
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


def _key(address: str, host: str) -> tuple[str, str]:
    """A visitor with IPv6 has a whole /64 to come from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address, host
    wide = ipaddress.ip_network((parsed, 64), strict=False) if parsed.version == 6 else parsed
    return str(wide), host
