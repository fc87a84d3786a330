"""Running other programs: argument lists, a deadline, their words kept. Never a shell."""

import subprocess
from collections.abc import Sequence


class CommandFailed(Exception):
    """The program ended with another code than 0, or too late; the message is what it said."""


def run(command: Sequence[str], *, given: str | bytes = b"", seconds: float = 30, uid: int | None = None) -> str:
    """Return what the command wrote to stdout. uid: user and only group it runs as. Raises CommandFailed."""
    stdin = given.encode() if isinstance(given, str) else given
    groups = None if uid is None else ()
    try:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            timeout=seconds,
            check=False,
            user=uid,
            group=uid,
            extra_groups=groups,
        )
    except subprocess.TimeoutExpired as error:
        raise CommandFailed(f"{command[0]} did not end within {seconds:.0f} s") from error
    except OSError as error:
        raise CommandFailed(f"{command[0]}: {error.strerror}") from error
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip()).decode("utf-8", "replace")
        raise CommandFailed(words or f"{command[0]} ended with {done.returncode}")
    return done.stdout.decode("utf-8", "replace")
