"""Everybody's indexes: a file each, open while they are in use."""

import logging
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fumibako.machine.formats.addresses import parse_address
from fumibako.processes.searchd.index import Index

log = logging.getLogger("searchd")
MOST_OPEN = 64


class NotReady(Exception):
    """The index of this person has to be made anew first. Dovecot searches by itself until then."""


@dataclass
class _Volume:
    """inode: of the file that is open. users: threads that have it in hand. is_closed: it was thrown away."""

    index: Index
    inode: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0
    is_closed: bool = False


class Shelf:
    """path_of: where the index of an address lies. begin_anew: have Dovecot forget what it told of that address."""

    def __init__(self, path_of: Callable[[str], Path], begin_anew: Callable[[str], None]) -> None:
        self._path_of, self._begin_anew = path_of, begin_anew
        self._open: OrderedDict[str, _Volume] = OrderedDict()
        self._guard = threading.Lock()

    @contextmanager
    def of(self, user: str, *, is_asked_from_anew: bool = False) -> Iterator[Index]:
        """The index of that address. A new one is of no use before Dovecot knows that it is empty: raises NotReady, and
        sqlite3.Error; ValueError for what is no address. is_asked_from_anew: Dovecot asks what it has told."""
        user = parse_address(user)
        try:
            volume = self._take(user)
            try:
                with volume.lock:
                    if volume.is_closed:
                        raise NotReady(user)
                    if not self._is_begun(user, volume.index) and not is_asked_from_anew:
                        raise NotReady(user)
                    yield volume.index
            finally:
                with self._guard:
                    volume.users -= 1
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            log.error("the index of %s cannot be read (%s) and is made anew", user, error)
            self.throw_away(user)
            raise NotReady(user) from error

    def _is_begun(self, user: str, index: Index) -> bool:
        """Whether it was before this."""
        if index.get("begun"):
            return True
        self._begin_anew(user)
        index.put("begun", 1)
        return False

    def _take(self, user: str) -> _Volume:
        path = self._path_of(user)
        with self._guard:
            volume = self._open.get(user)
            if volume and not volume.users and not _is_at(path, volume.inode):  # the account went, and came again
                self._open.pop(user).index.close()
                volume = None
            if volume is None:
                self._close_some()
                path.parent.mkdir(mode=0o700, exist_ok=True)
                volume = self._open[user] = _Volume(Index(path), path.stat().st_ino)
            self._open.move_to_end(user)
            volume.users += 1
            return volume

    def _close_some(self) -> None:
        idle = [user for user, volume in self._open.items() if not volume.users]
        for user in idle[: max(0, len(self._open) - MOST_OPEN + 1)]:
            self._open.pop(user).index.close()

    def throw_away(self, user: str) -> None:
        """When the thread that has it in hand has finished; those that wait for it are told NotReady."""
        user = parse_address(user)
        with self._guard:
            volume = self._open.get(user)
            if volume:
                volume.users += 1
        if volume:
            with volume.lock:
                volume.is_closed = True
                volume.index.close()
        with self._guard:
            if self._open.get(user) is not volume:  # another thread did so meanwhile
                return
            self._open.pop(user, None)
            path = self._path_of(user)
            for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                each.unlink(missing_ok=True)


def _is_at(path: Path, inode: int) -> bool:
    try:
        return path.stat().st_ino == inode
    except FileNotFoundError:
        return False
