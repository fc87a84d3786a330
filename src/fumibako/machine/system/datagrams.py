"""How many datagrams may wait at a Unix socket (unix(7)): with the kernel's 10, some of a burst are lost."""

from contextlib import suppress
from pathlib import Path

WANTED = 512  # as systemd sets it
_SETTING = Path("/proc/sys/net/unix/max_dgram_qlen")


def raise_limit() -> None:
    """Of sockets made from now on, until the next boot; not in a container whose /proc/sys belongs to its host."""
    with suppress(OSError):
        if int(_SETTING.read_text()) < WANTED:
            _SETTING.write_text(str(WANTED))
