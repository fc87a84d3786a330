"""Start a service's process, after whatever an earlier one of it left behind is gone.

    python -m fumibako.machine.system.unit --memory FILE [--uid N --gid N --groups a,b] [--scratch DIR]
        [--no-links DIR] [--after SOCKET]… -- COMMAND…

supervisord makes each process the leader of a group of its own. When a leader is killed, its workers stay and
hold sockets: the group is remembered in a file, and the next start ends it first. Then this process becomes the
command; nothing of Python stays.

Nobody started here ever gains rights by a setuid program (PR_SET_NO_NEW_PRIVS); who is not root can have no
capability at all, and root no more than a daemon needs that changes its user and opens low ports (capabilities(7)).

Where AppArmor is on, the program starts without the profile that the distribution attaches to its path: that one lets
it read the distribution's directories only (docs/decisions/0027-apparmor.md).

A scratch directory is covered with memory that only this process and its children see (mount_namespaces(7)): nothing
of it outlives them. It has no limit, because clamd takes a file that it could not write for a clean one; where memory
runs out, this process is the first to be ended. Where the machine does not allow such a mount (some containers), the
directory stays on the disk, and a file beside it says so.

Below a directory of --no-links this process and its children follow no symbolic link (mount(2), MS_NOSYMFOLLOW), so
that nobody who may make links there can lead it elsewhere, however quickly they are swapped. Where the machine does not
allow such a mount, the program is not started.

supervisord starts everything at once. What must not start before others waits here until these listen on their Unix
sockets, but not for ever: a service that never comes up must not keep the next one down as well.
"""

import argparse
import contextlib
import ctypes
import os
import socket
import stat
import time
from collections.abc import Iterable
from pathlib import Path

from fumibako.machine.system import groups
from fumibako.machine.system.accounts import gid_of

WAIT_SECONDS = 15.0  # less than the watchdog's patience: it would end who waits longer
ENDED_FIRST = "500"  # proc(5), oom_score_adj
CLONE_NEWNS = 0x20000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_SLAVE = 0x2, 0x4, 0x8, 0x4000, 0x80000
MS_REMOUNT, MS_NOSYMFOLLOW, MS_BIND = 0x20, 0x100, 0x1000
PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 23, 24, 38
# linux/capability.h: CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, KILL, SETGID, SETUID, NET_BIND_SERVICE,
# SYS_CHROOT
ROOT_CAPABILITIES = frozenset({0, 1, 2, 3, 4, 5, 6, 7, 10, 18})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", type=Path, required=True)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    parser.add_argument("--groups", default="")
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--no-links", type=Path)
    parser.add_argument("--after", type=Path, action="append", default=[])
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    groups.end(groups.leftovers((given.memory,)).values())
    groups.remember(given.memory)
    wait_for(given.after)
    if given.scratch is not None:
        on_disk = on_disk_mark(given.scratch)
        on_disk.touch()
        try:
            cover_with_memory(given.scratch)
            Path("/proc/self/oom_score_adj").write_text(ENDED_FIRST)
            on_disk.unlink()
        except OSError as error:
            print(f"{given.scratch} stays on the disk: {error}", flush=True)  # noqa: T201 the service's log
    if given.no_links is not None:
        forbid_links(given.no_links)
    leave_profile()
    limit_rights(ROOT_CAPABILITIES if given.uid is None else frozenset())
    if given.uid is not None:
        hand_over_output(given.uid)
        os.setgroups([gid_of(int(g) if g.isdigit() else g) for g in given.groups.split(",") if g])
        os.setgid(given.gid)
        os.setuid(given.uid)
    os.umask(0o007 if given.uid is not None else 0o022)
    os.execvp(given.command[0], given.command)  # noqa: S606 no shell is the point


def hand_over_output(uid: int) -> None:
    """Let that user open /dev/stdout and /dev/stderr by name, too: a pipe is opened again only by its owner."""
    for handle in (1, 2):
        if stat.S_ISFIFO(os.fstat(handle).st_mode):
            os.fchown(handle, uid, -1)


def wait_for(sockets: Iterable[Path]) -> None:
    """Return when somebody listens on all of these, or after WAIT_SECONDS."""
    deadline = time.monotonic() + WAIT_SECONDS
    for path in sockets:
        while not listens(path):
            if time.monotonic() > deadline:
                print(f"nobody listens on {path}: not waiting any longer", flush=True)  # noqa: T201 the service's log
                return
            time.sleep(0.1)


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        return probe.connect_ex(str(path)) == 0


def leave_profile() -> None:
    """From the next execve(2) on no AppArmor profile holds (aa_change_onexec(2)). Where we are confined ourselves, in a
    container say, that is refused, and nothing of ours is confined anew."""
    with contextlib.suppress(OSError):
        Path("/proc/self/attr/apparmor/exec").write_text("exec unconfined")


def limit_rights(kept: frozenset[int]) -> None:
    """Take every other capability out of the bounding set, and let no program give any. For this process and all
    that come from it; for good. Raises OSError."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for number in range(64):
        known = prctl(PR_CAPBSET_READ, number, 0, 0, 0)
        if known == 1 and number not in kept and prctl(PR_CAPBSET_DROP, number, 0, 0, 0):
            raise OSError(ctypes.get_errno(), f"capability {number} cannot be dropped")
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")


def on_disk_mark(scratch: Path) -> Path:
    """The file that is there while a scratch directory is not in memory."""
    return scratch.with_name(f"{scratch.name}.on-disk")


def forbid_links(directory: Path) -> None:
    """For this process and all that come from it. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    path = os.fsencode(directory)
    if (
        libc.unshare(CLONE_NEWNS)
        or libc.mount(None, b"/", None, MS_REC | MS_SLAVE, None)
        or libc.mount(path, path, None, MS_BIND | MS_REC, None)
        or libc.mount(None, path, None, MS_REMOUNT | MS_BIND | MS_NOSYMFOLLOW | MS_NOSUID | MS_NODEV, None)
    ):
        raise OSError(ctypes.get_errno(), f"links below {directory} cannot be forbidden")


def cover_with_memory(directory: Path) -> None:
    """Mount a tmpfs(5) of the directory's owner and mode over it, for this process and all that come from it. Where it
    cannot be, nothing has changed. Raises OSError."""
    if not (child := os.fork()):  # tried by somebody else first: there is no way back out of a namespace
        try:
            _cover(directory)
        except OSError as error:
            os._exit(error.errno or 1)
        os._exit(0)
    if refused := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise OSError(refused, os.strerror(refused))
    _cover(directory)


def _cover(directory: Path) -> None:
    """Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    there = directory.stat()
    options = f"size=0,nr_inodes=0,mode={there.st_mode & 0o7777:o},uid={there.st_uid},gid={there.st_gid}"
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    if (
        libc.unshare(CLONE_NEWNS)
        # What the machine mounts and unmounts later still shows here, and nothing of ours there.
        or libc.mount(None, b"/", None, MS_REC | MS_SLAVE, None)
        or libc.mount(b"tmpfs", os.fsencode(directory), b"tmpfs", flags, options.encode())
    ):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main()
