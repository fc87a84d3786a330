"""Waking a process of ours that waits: any datagram to its socket means "look now". It looks by itself, too, now and
then, so a datagram that is lost does not matter."""

import contextlib
import socket
from pathlib import Path


def wake(path: Path) -> None:
    """Wake the process that waits at this socket. Never fails, never waits."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.setblocking(False)
        out.sendto(b"!", str(path))


class Bell:
    """The socket of a process that waits. Anybody who reaches its directory may wake it."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        path.chmod(0o666)

    def wait(self, seconds: float) -> None:
        """Until woken, or until the time is over. Several datagrams wake once."""
        self._socket.settimeout(max(0.001, seconds))  # 0 would not wait, but raise
        with contextlib.suppress(TimeoutError):
            self._socket.recv(16)
            self._socket.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    self._socket.recv(16)
