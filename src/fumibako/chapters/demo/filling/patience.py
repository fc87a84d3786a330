"""Waiting for daemons that are starting, or that do not know a new account yet."""

import time
from collections.abc import Callable

WAIT_SECONDS = 90.0


class NotThere(Exception):
    """The daemon did not answer for a long time, or not as expected."""


def patiently(
    act: Callable[[], None],
    *,
    faults: tuple[type[Exception], ...],
    breathe: Callable[[str], None],
    what: str,
    every: float = 1.0,
) -> None:
    """Do it again from its beginning until it ends without a fault. Raises NotThere."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            act()
        except faults as error:
            if time.monotonic() > until:
                raise NotThere(f"{what}: {error}") from error
            breathe(what)
            time.sleep(every)
        else:
            return
