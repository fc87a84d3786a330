"""Keeps php-fpm's masters: one for what is the box's own, one for each group of sites.

    python -m fumibako.machine.daemons.phpfpm.keeper HOME

A master reads all of its pools anew when one of them changes, and none of its sites has PHP meanwhile: so each has few.
A site's group comes from its number and never changes; a group without pools has no process.

URG: compare what is wanted with what each master was told, and start, reload and end what differs. (A signal that ends
nobody who is not ready for it yet.) A master that ended is started anew, once the workers that it left behind are gone:
they would hold its sockets. One that does not answer any more is ended for that. It imports little: it is always in
memory.
"""

import contextlib
import ctypes
import logging
import os
import re
import signal
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fumibako.machine.daemons.phpfpm.control import ENVIRONMENT, PROGRAM
from fumibako.machine.daemons.phpfpm.ping import answers
from fumibako.machine.system import files

log = logging.getLogger("keeper")
GROUP_SIZE = 64
OWN = "own"
GROUP = "{group}"
"""Where the number of the group belongs in group.conf."""
PAUSE_SECONDS = 1.0
PING_EVERY_SECONDS, PING_SECONDS, MAX_MISSES = 10.0, 5.0, 3
TURN_SECONDS = 40
NEW_SECONDS = 60.0
"""What has just started is given a minute."""
PR_SET_CHILD_SUBREAPER = 36
# A master makes itself the leader of a session of its own, where nobody would find it again.
ENDS_WITH_US = ("/usr/bin/setpriv", "--pdeathsig", "TERM", "--")
LEAVE_SECONDS = 5.0
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
LOOK = signal.SIGURG
HEARD = (LOOK, signal.SIGCHLD, *ENDING)
_NUMBER = re.compile(rb"\[site-([0-9]+)\]")
_USER = re.compile(rb"^user = ([0-9]+)$", re.MULTILINE)


def group_of(number: int) -> int:
    """Of the site of that number."""
    return number // GROUP_SIZE


def turn(groups: Collection[str]) -> str:
    """The group that is looked at now: a worker in each is only for the looks, so it is one's turn after the other's,
    long enough for MAX_MISSES."""
    return sorted(groups)[int(time.monotonic() / TURN_SECONDS) % len(groups)]


def masters(home: Path) -> Path:
    """What each master reads."""
    return home / "masters"


@dataclass(frozen=True)
class Pools:
    """A site's pools, and which file they were read from."""

    file: tuple[int, int]
    number: int
    text: bytes


@dataclass
class Wishes:
    """What every master should have, by its name."""

    home: Path
    _read: dict[str, Pools] = field(default_factory=dict)

    def look(self) -> dict[str, bytes]:
        conf, groups = self.home / "conf", dict[int, list[Pools]]()
        for pools in self._sites():
            groups.setdefault(group_of(pools.number), []).append(pools)
        template = (conf / "group.conf").read_text()
        wanted = {OWN: (conf / "php-fpm.conf").read_bytes()}
        for group, some in sorted(groups.items()):
            texts = (pools.text for pools in sorted(some, key=lambda pools: pools.number))
            wanted[str(group)] = b"".join((template.replace(GROUP, str(group)).encode(), *texts))
        return wanted

    def _sites(self) -> Iterator[Pools]:
        """What has not changed is not read again."""
        scopes = self.home / "scopes"
        names = os.listdir(scopes)  # noqa: PTH208 a thousand of them, at each change
        for gone in self._read.keys() - names:
            del self._read[gone]
        for name in names:
            path = f"{scopes}/{name}/live/pool.conf"
            try:
                there = os.stat(path)  # noqa: PTH116 as above
                known, file = self._read.get(name), (there.st_ino, there.st_mtime_ns)
                if known is None or known.file != file:
                    text = Path(path).read_bytes()
                    if not (first := _NUMBER.match(text)):
                        log.error("%s: not the pools of a site", path)
                        continue
                    known = self._read[name] = Pools(file, int(first[1]), text)
            except FileNotFoundError:  # suspended, or gone since
                self._read.pop(name, None)
                continue
            yield known


@dataclass
class Master:
    pid: int
    told: bytes
    is_leaving: bool = False
    misses: int = 0


class Keeper:
    def __init__(self, home: Path) -> None:
        self._home, self._wishes = home, Wishes(home)
        self._masters: dict[str, Master] = {}
        self._started: dict[str, float] = {}

    def keep(self) -> None:
        """Until it is told to end."""
        files.directory(masters(self._home), mode=0o700)
        _end_earlier(masters(self._home))
        for left in (*masters(self._home).iterdir(), *(self._home / "ping").iterdir()):
            left.unlink()  # of groups that may be gone
        is_all_there = self._look()
        while True:
            heard = signal.sigtimedwait(HEARD, PING_EVERY_SECONDS if is_all_there else PAUSE_SECONDS)
            if heard and heard.si_signo in ENDING:
                self._end()
                return
            is_one_gone = self._reap()
            if is_one_gone or not is_all_there or (heard and heard.si_signo == LOOK):
                is_all_there = self._look()
            elif not heard and (groups := self._masters.keys() - {OWN}):
                self._ping(turn(groups))

    def _look(self) -> bool:
        """Whether every master that is wanted is there, and knows what it should."""
        wanted = self._wishes.look()
        for name in self._masters.keys() - wanted.keys():
            self._leave(name)
        made = [self._make(name, conf) for name, conf in wanted.items()]  # each of them, whatever one says
        return all(made)

    def _make(self, name: str, conf: bytes) -> bool:
        master = self._masters.get(name)
        if master and (master.told == conf or master.is_leaving):  # its end is heard, and it is made then
            return True
        if not master and time.monotonic() - self._started.get(name, -PAUSE_SECONDS) < PAUSE_SECONDS:
            return False
        _write(self._path(name), conf)
        if master:
            os.kill(master.pid, signal.SIGUSR2)
            master.told = conf
        else:
            ini = self._home / "conf" / "php.ini"
            command = (*ENDS_WITH_US, PROGRAM, "-F", "-c", str(ini), "-y", str(self._path(name)))
            # It lets USR2 through when it is ready for it: nobody ends it by telling it too early.
            pid = os.posix_spawn(command[0], command, {**os.environ, **ENVIRONMENT}, setsigmask=(signal.SIGUSR2,))
            self._masters[name], self._started[name] = Master(pid, conf), time.monotonic()
        return True

    def _path(self, name: str) -> Path:
        return masters(self._home) / f"{name}.conf"

    def _leave(self, name: str) -> None:
        master = self._masters[name]
        if not master.is_leaving:
            master.is_leaving = True
            os.kill(master.pid, signal.SIGQUIT)
            self._path(name).unlink(missing_ok=True)

    def _ping(self, name: str) -> None:
        """End a master that has missed too many, and is no new one."""
        master = self._masters[name]
        is_there = master.is_leaving or answers(self._home / "ping" / name, PING_SECONDS)
        master.misses = 0 if is_there else master.misses + 1
        if master.misses >= MAX_MISSES and time.monotonic() - self._started[name] > NEW_SECONDS:
            log.error("the master of group %s does not answer: it is started anew", name)
            os.kill(master.pid, signal.SIGKILL)

    def _reap(self) -> bool:
        """Forget the masters that have ended, and end what they have left. Return whether there are any."""
        names, gone = {master.pid: name for name, master in self._masters.items()}, list[Master]()
        while pid := _ended():
            if name := names.get(pid):
                gone.append(self._masters.pop(name))
                if not gone[-1].is_leaving:
                    log.error("the master of group %s has ended", name)
        if gone:
            for left in _children() - {master.pid for master in self._masters.values()}:
                if any(_is_left_by(master, left) for master in gone):
                    os.kill(left, signal.SIGKILL)
        return bool(gone)

    def _end(self) -> None:
        for name in self._masters:
            self._leave(name)
        while self._masters:
            signal.sigwaitinfo((signal.SIGCHLD,))
            self._reap()


def _write(path: Path, content: bytes) -> None:
    """No need to outlive a power cut: it is written at each start."""
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_bytes(content)
    new.replace(path)


def _ended() -> int:
    """A child that has ended; 0: none."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0]
    except ChildProcessError:
        return 0


def _end_earlier(confs: Path) -> None:
    """Masters of a keeper that was killed: they were told to end when it was."""
    deadline = time.monotonic() + LEAVE_SECONDS
    while left := _masters_with(confs):
        for pid in left if time.monotonic() > deadline else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _masters_with(confs: Path) -> list[int]:
    """Those of whatever keeper that read such a file."""
    found, title = [], f"php-fpm: master process ({confs}/".encode()
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdigit() and (place / "cmdline").read_bytes().startswith(title):
                found.append(int(place.name))
    return found


def _is_left_by(master: Master, pid: int) -> bool:
    """A worker of its, or whatever else runs as one of its sites: each may hold a socket. What other groups' sites have
    left goes on."""
    return os.getsid(pid) == master.pid or _user_of(pid) in _USER.findall(master.told)


def _user_of(pid: int) -> bytes:
    return str(Path(f"/proc/{pid}").stat().st_uid).encode()


def _children() -> set[int]:
    """Ours, and the workers that are ours since their master has ended."""
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_CHILD_SUBREAPER")
    Keeper(Path(sys.argv[1])).keep()


if __name__ == "__main__":
    main()
