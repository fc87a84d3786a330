"""A network of a test's own, with nothing in it but loopback and the addresses that the test gives it (RFC 5737).

The thread that enters it, its threads and its child processes are inside; Unix sockets are as they were.
"""

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

CLONE_NEWNET = 0x40000000  # unshare(2), setns(2)
_libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def own_network(*addresses: str) -> Iterator[None]:
    """Raises OSError where this user may not make one."""
    with Path("/proc/thread-self/ns/net").open() as before:
        _checked(_libc.unshare(CLONE_NEWNET))
        try:
            _ip("link", "set", "lo", "up")
            for address in addresses:
                _ip("address", "add", f"{address}/32", "dev", "lo")
            yield
        finally:
            _checked(_libc.setns(before.fileno(), CLONE_NEWNET))


def _checked(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True, timeout=30)
