"""Whose the files of a box must be: keys, the mail store, the queue, what daemons write.

A copy that was brought back without its owners (a plain `cp -r`, an archive unpacked by tar without its numbers) is
root's, and the daemons can neither read nor write it. `up` gives everything back before it starts anything.
"""

import os
import stat
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import Condition, Health
from fumibako.machine.system import tls
from fumibako.machine.system.accounts import gid_of, uid_of

# A look at a large mail store ends here: what was restored without owners is wrong from the top.
LOOK_SECONDS = 0.5
QUEUE = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")
LEDGERS = ("notified", "possible-duplicates", "in-progress")


@dataclass(frozen=True)
class Owned:
    """A file or directory with its owner and mode; mode None: all below has this owner, and modes of its own."""

    path: Path
    uid: int
    gid: int
    mode: int | None = None

    @property
    def is_tree(self) -> bool:
        return self.mode is None


@dataclass(frozen=True)
class Wrong:
    """path: the first one found that is not as owned says."""

    owned: Owned
    path: Path
    words: str


class Owners:
    name = "owners"

    def health(self, config: Config) -> Health:
        """What this process may look at: root sees more than the watchdog."""
        for found in wrong(config):
            words = f"{found.path} {found.words}; `fumibako down` and `up` repair it"
            condition = Condition.DOWN if found.owned.is_tree else Condition.WARNING
            return Health(condition, words, code="wrong-owner", values={"path": str(found.path)})
        return Health(Condition.OK)


def keys(config: Config) -> tuple[Owned, ...]:
    """Secrets and the key of the certificate."""
    uids = config.uids
    return (
        Owned(config.secrets / "django", 0, uids.control, 0o640),
        Owned(config.secrets / "guard", 0, uids.guardd, 0o640),
        Owned(config.secrets / "search", 0, uids.searchd, 0o640),
        Owned(config.secrets / "dovecot-search.conf", 0, 0, 0o600),
        Owned(config.secrets / "srs", 0, 0, 0o640),
        Owned(config.secrets / "scan", uids.filterd, uids.filterd, 0o400),
        Owned(config.secrets / "dovecot.conf", 0, 0, 0o600),
        Owned(config.secrets / "webmail.pem", 0, uids.control, 0o640),
        Owned(config.secrets / "front.nginx", 0, 0, 0o600),
        Owned(config.secrets / "front.apache", 0, uids.apache, 0o640),
        Owned(config.secrets / "ftp_host_key", 0, 0, 0o600),
        Owned(config.secrets / "mariadb.cnf", 0, gid_of("www-data"), 0o640),
        Owned(config.home("proftpd") / "users.passwd", 0, 0, 0o600),
        Owned(config.tls / tls.KEY, 0, 0, 0o600),
    )


def owned(config: Config) -> tuple[Owned, ...]:
    uids, postfix, postdrop = config.uids, uid_of("postfix"), gid_of("postdrop")
    queue, filterd = config.home("postfix") / "queue", config.home("filterd")
    return (
        *keys(config),
        Owned(config.mail_store, uids.mail, uids.mail),
        *(Owned(queue / name, postfix, 0) for name in QUEUE),
        Owned(queue / "maildrop", postfix, postdrop, 0o730),
        Owned(queue / "public", postfix, postdrop, 0o710),
        Owned(config.home("postfix") / "data", postfix, gid_of("postfix")),
        Owned(config.home("guardd"), uids.guardd, uids.guardd),
        Owned(config.home("searchd"), uids.searchd, uids.searchd),
        *(Owned(filterd / name, uids.filterd, uids.filterd) for name in LEDGERS),
        Owned(config.home("mariadb") / "data", uids.mariadb, uids.mariadb),
        Owned(config.home("knot") / "db", uid_of("knot"), gid_of("knot")),
        Owned(config.home("spamd") / "bayes", uid_of("debian-spamd"), gid_of("debian-spamd")),
    )


def wrong(config: Config) -> Iterator[Wrong]:
    """What is there and not as it should be, as far as this process may look, within LOOK_SECONDS."""
    deadline = time.monotonic() + LOOK_SECONDS
    for each in owned(config):
        for path in _below(each, deadline):
            if words := _difference(each, path):
                yield Wrong(each, path, words)
                break


def repair(found: Wrong) -> int:
    """Give it back, all of its tree, and return how many below it were somebody else's. Raises OSError.

    Those who own the tree can make links in it. Symbolic ones are not followed; hard links to files of others are what
    the kernel refuses them (proc_sys_fs(5), protected_hardlinks).
    """
    each = found.owned
    if each.mode is not None:
        os.chown(each.path, each.uid, each.gid, follow_symlinks=False)
        each.path.chmod(each.mode)
        return 0
    os.chown(each.path, each.uid, each.gid, follow_symlinks=False)
    number = 0
    for _, directories, names, handle in os.fwalk(each.path, follow_symlinks=False):
        for name in (*directories, *names):
            if os.stat(name, dir_fd=handle, follow_symlinks=False).st_uid != each.uid:
                os.chown(name, each.uid, each.gid, dir_fd=handle, follow_symlinks=False)
                number += 1
    return number


def _difference(each: Owned, path: Path) -> str:
    try:
        there = path.stat(follow_symlinks=False)
    except OSError:
        return ""  # it is not there, or not ours to look at
    if stat.S_ISLNK(there.st_mode) and each.mode is not None:
        return ""  # to a key that another program keeps, and protects
    if there.st_uid != each.uid or (each.mode is not None and there.st_gid != each.gid):
        return f"belongs to {there.st_uid}:{there.st_gid} instead of {each.uid}:{each.gid}"
    if each.mode is not None and there.st_mode & 0o7777 != each.mode:
        return f"has the mode {there.st_mode & 0o7777:o} instead of {each.mode:o}"
    return ""


def _below(each: Owned, deadline: float) -> Iterator[Path]:
    """It, and everything below a tree, the upper levels first."""
    waiting = deque([each.path])
    while waiting and time.monotonic() < deadline:
        path = waiting.popleft()
        yield path
        if not each.is_tree:
            continue
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        yield Path(entry.path)
        except OSError:
            continue  # no directory, or not ours to look into
