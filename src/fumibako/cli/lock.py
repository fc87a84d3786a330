"""One `up`, `down` or `restore` at a time on a box."""

import contextlib
import fcntl
import sys
from collections.abc import Iterator
from pathlib import Path

from fumibako.machine.conf import BadConfiguration


@contextlib.contextmanager
def alone(state: Path) -> Iterator[None]:
    """Wait for another command that is at work on this box. Raises BadConfiguration, PermissionError."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise
    except OSError as error:
        raise BadConfiguration(f"{state}: {error.strerror}") from error
    with (state / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another command is at work on this box; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def tell(line: str) -> None:
    """A line for the person at the terminal, at once; nobody may read any more, and the box comes up all the same."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
