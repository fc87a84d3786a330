"""The cabinet's files on the disk: one directory, each file by its key. Rows say what is in it; what no row knows of is
swept away (sweeping.py)."""

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from fumibako.chapters.cabinet.errors import UploadBusy
from fumibako.machine.system.accounts import gid_of

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


def path_of(key: str) -> Path:
    return directory() / key


def directory() -> Path:
    place: Path = settings.FUMIBAKO.cabinet
    return place


@dataclass(frozen=True)
class Growing:
    """A file of which more is to come."""

    handle: int

    @property
    def size(self) -> int:
        return os.fstat(self.handle).st_size

    def add(self, pieces: Iterable[bytes]) -> None:
        """All of it or nothing, to the disk itself. Raises OSError."""
        before = self.size
        os.lseek(self.handle, before, os.SEEK_SET)
        try:
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[os.write(self.handle, view) :]
            os.fsync(self.handle)
        except BaseException:
            os.ftruncate(self.handle, before)
            raise


@contextlib.contextmanager
def growing(key: str) -> Iterator[Growing]:
    """For this one alone. Raises UploadBusy, OSError."""
    handle = os.open(path_of(key), _FLAGS, 0o640)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UploadBusy from None
        with contextlib.suppress(PermissionError, KeyError):  # of a test, which nobody's nginx reads
            os.fchown(handle, -1, gid_of("www-data"))
        yield Growing(handle)
    finally:
        os.close(handle)


def remove(keys: Iterable[str]) -> None:
    for key in keys:
        path_of(key).unlink(missing_ok=True)


def keys() -> set[str]:
    return {each.name for each in directory().iterdir()} if directory().is_dir() else set()
