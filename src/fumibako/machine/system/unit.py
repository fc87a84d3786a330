"""Start a service's process, after whatever an earlier one of it left behind is gone.

    python -m fumibako.machine.system.unit --memory FILE [--uid N --gid N --groups a,b] -- COMMAND…

supervisord makes each process the leader of a group of its own. When a leader is killed, its workers stay and
hold sockets: the group's number is kept in a file, and the next start ends the group first. Then this process
becomes the command; nothing of Python stays.
"""

import argparse
import contextlib
import os
import signal
import time
from pathlib import Path

from fumibako.machine.system.accounts import gid_of

LEAVE_SECONDS = 5.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", type=Path, required=True)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    parser.add_argument("--groups", default="")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    end_leftovers(given.memory)
    given.memory.write_text(str(os.getpgrp()))
    if given.uid is not None:
        groups = [gid_of(int(g) if g.isdigit() else g) for g in given.groups.split(",") if g]
        os.setgroups(groups)
        os.setgid(given.gid)
        os.setuid(given.uid)
    os.umask(0o007 if given.uid is not None else 0o022)
    os.execvp(given.command[0], given.command)  # noqa: S606 no shell is the point


def end_leftovers(memory: Path) -> None:
    """SIGTERM, then SIGKILL, the remembered group, if its leader is gone and members are left."""
    try:
        group = int(memory.read_text())
    except (OSError, ValueError):
        return
    if group <= 1 or group == os.getpgrp() or Path(f"/proc/{group}").exists():
        return  # another process has that number now: the group is not ours any more
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, number)
        deadline = time.monotonic() + LEAVE_SECONDS
        while _has_members(group) and time.monotonic() < deadline:
            time.sleep(0.05)


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
