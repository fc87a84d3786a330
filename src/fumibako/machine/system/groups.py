"""A service's processes, told from strangers: the group that supervisord gave it, remembered in a file.

When a leader or supervisord itself is killed, the others stay and hold sockets. The group's number alone does not
find them again: it may be somebody else's by now, and a stranger is never touched. It is the same group in the same
boot and session and, while there is a process of that number, if that one was started when the leader was
(proc_pid_stat(5)). The kernel gives the number to nobody as long as a member is left.
"""

import contextlib
import os
import signal
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

LEAVE_SECONDS = 5.0
_WIDTH = 100  # of a memory: one of the same length is written over the old one, which needs no room on a full disk


@dataclass(frozen=True)
class Group:
    """started: the leader's, in clock ticks since the boot."""

    number: int
    session: int
    started: int
    boot: str

    def is_there(self) -> bool:
        if self.boot != _boot():
            return False
        leader = _seen(self.number)
        if leader is not None and leader.started != self.started:
            return False
        return any(
            seen.group == self.number and seen.session == self.session and seen.state != "Z" for seen in _everybody()
        )


def remember(memory: Path) -> None:
    """Keep the group that this process leads. Raises OSError."""
    seen = _seen(os.getpid())
    if seen is None:
        raise FileNotFoundError("/proc")
    line = " ".join(str(part) for part in astuple(Group(seen.group, seen.session, seen.started, _boot())))
    handle = os.open(memory, os.O_WRONLY | os.O_CREAT, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(line.ljust(_WIDTH).encode() + b"\n")


def remembered(memory: Path) -> Group | None:
    """None also for what nobody can read."""
    try:
        number, session, started, boot = memory.read_text().split()
        group = Group(int(number), int(session), int(started), boot)
    except (OSError, ValueError):
        return None
    return group if group.number > 1 else None


def leftovers(memories: Iterable[Path]) -> dict[str, Group]:
    """The remembered groups that have members still, by the memories' names."""
    known = {memory.name: remembered(memory) for memory in memories}
    return {name: group for name, group in known.items() if group is not None and group.is_there()}


def end(groups: Collection[Group]) -> None:
    """SIGTERM, then SIGKILL, to those that are there."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = [group for group in groups if group.is_there()]
        for group in left:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group.number, number)
        deadline = time.monotonic() + LEAVE_SECONDS
        while any(group.is_there() for group in left) and time.monotonic() < deadline:
            time.sleep(0.05)


@dataclass(frozen=True)
class _Seen:
    """A process as /proc/PID/stat has it."""

    state: str
    group: int
    session: int
    started: int


def _seen(pid: int) -> _Seen | None:
    try:
        # The command's name, in brackets, may hold anything.
        words = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return _Seen(words[0], int(words[2]), int(words[3]), int(words[19]))


def _everybody() -> Iterator[_Seen]:
    for directory in Path("/proc").iterdir():
        if directory.name.isdigit() and (seen := _seen(int(directory.name))):
            yield seen


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
