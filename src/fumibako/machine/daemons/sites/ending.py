"""A customer's program, and the end of everything that came from it, whatever it does to get away.

    python -m fumibako.machine.daemons.sites.ending --uid N --seconds N --told HANDLE -- COMMAND…

Root starts it. It is the one to whom the kernel gives the orphans of all its descendants (prctl(2),
PR_SET_CHILD_SUBREAPER): a program that left its session, or whose parents are gone, is still found below it. What it
writes to that handle is the exit code, or "late".
"""

import argparse
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
LATE = "late"
ENDING_SECONDS = 10.0


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--uid", "--seconds", "--told"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_CHILD_SUBREAPER")
    try:
        told = _ended(given.command, given.uid, given.seconds)
    finally:
        end_descendants()
    os.write(given.told, told.encode())


def _ended(command: list[str], uid: int, seconds: int) -> str:
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(command, user=uid, group=uid, extra_groups=(), env=environment, start_new_session=True)
    try:
        return str(process.wait(seconds))
    except subprocess.TimeoutExpired:
        return LATE


def end_descendants() -> None:
    """Until none is left: one that is ended leaves its children to this process."""
    deadline = time.monotonic() + ENDING_SECONDS
    while time.monotonic() < deadline:
        for number in _below(os.getpid()):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.01)


def _below(number: int) -> Iterator[int]:
    """The descendants of a process, the nearest first; however deep they are nested."""
    found = [number]
    for parent in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
    return iter(found[1:])


if __name__ == "__main__":
    main()
