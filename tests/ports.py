"""Ports for what tests start: below those that the kernel gives to outgoing connections (ip(7), ip_local_port_range),
so that no connection has the port of a daemon which is being started anew."""

import os
import random
import socket
from collections.abc import Iterable

SINGLE = range(10_100, 11_000)
BASES = range(11_000, 22_600, 100)  # a box's highest port is some 10,100 above its base
STANDARD = (
    *(21, 25, 53, 80, 110, 143, 443, 465, 587, 990, 993, 995, 2022, 4190, 8443),
    *(10001, 10002, 10026, 10027, 10028, 10040, 10041, 10080, 10097, 10098, 10099),
)


def free_port() -> int:
    """Return a port on which nobody listens. Raises LookupError."""
    return _first(SINGLE, (0,))


def free_base() -> int:
    """Return a port base on whose ports nobody listens. Raises LookupError."""
    return _first(BASES, STANDARD)


def _first(candidates: range, above: Iterable[int]) -> int:
    for base in random.sample(share := _share(candidates), len(share)):
        if all(_is_free(base + number) for number in above):
            return base
    raise LookupError(f"none of {candidates} is free")


def _share(candidates: range) -> range:
    """Each of several test processes has a part of its own: between the look and the listening time goes by."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    length = len(candidates) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return candidates[process * length :][:length]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
