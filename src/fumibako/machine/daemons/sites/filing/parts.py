"""Files that come in parts (D1): what has come lies in the site's tmp, which no visitor sees and the web disk counts,
and gets its place and name when it is whole.

What is gone on with is known by where it shall be, its size and its stamp: the sender's word for what is in it. A part
is taken only where the last one ended, so that two senders of one file do no harm.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator

from fumibako.machine.daemons.sites.filing.deeds import Asked, Facts, changing, old_file, placed, write_all
from fumibako.machine.daemons.sites.filing.names import new_name
from fumibako.machine.daemons.sites.filing.walk import (
    No,
    Space,
    folder,
    make_folders,
    names_in,
    open_folder,
    spelled,
    status,
)
from fumibako.machine.daemons.sites.tree import PARTS, PARTS_SECONDS

_PART = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def progress(root: int, asked: Asked, space: Space) -> Facts:
    """How much of it has come. Raises No for what will not be taken: its name, its place, its size."""
    old = _at_the_door(root, asked)
    with _kept(root) as kept:
        _forget_old(kept)
        try:
            offset = status(kept, _key(asked)).st_size
        except FileNotFoundError:
            offset = 0
    if int(asked["size"]) - offset > space.left + old:
        raise No("full")
    return {"offset": offset, "is_whole": False}


def add(root: int, asked: Asked, pieces: Iterable[bytes], space: Space) -> Facts:
    """What has come now; nothing of a part that does not begin there is taken."""
    size, key = int(asked["size"]), _key(asked)
    space.left += _at_the_door(root, asked)
    with _kept(root) as kept, _opened(kept, key) as file:
        offset = os.fstat(file).st_size if _is_still(kept, key, file) else -1
        if offset != int(asked["offset"]):
            return {"offset": max(0, offset), "is_whole": False}
        try:
            for piece in pieces:
                offset += len(piece)
                if offset > size:
                    raise No("changed_meanwhile")
                space.take(len(piece))
                write_all(file, piece)
            os.fsync(file)
        except BaseException:
            os.ftruncate(file, int(asked["offset"]))
            raise
        if offset == size:
            _put(root, asked, kept, key, file)
    return {"offset": offset, "is_whole": offset == size}


def forget(root: int, asked: Asked) -> Facts:
    with _kept(root) as kept, contextlib.suppress(FileNotFoundError):
        os.unlink(_key(asked), dir_fd=kept)
    return {}


def _at_the_door(root: int, asked: Asked) -> int:
    """How many bytes of an older file make room."""
    if int(asked["size"]) < 0:
        raise No("changed_meanwhile")
    *inner, name = (new_name(part) for part in str(asked["name"]).split("/"))
    with changing(root, asked["folder"]) as outer, contextlib.ExitStack() as stack:
        handle = outer
        for each in inner:
            try:
                handle = open_folder(handle, spelled(handle, each))
            except FileNotFoundError:
                return 0
            stack.callback(os.close, handle)
        old = old_file(handle, spelled(handle, name), bool(asked["replaces"]))
    return old.st_size if old else 0


def _put(root: int, asked: Asked, kept: int, key: str, file: int) -> None:
    """Name and place are asked again: all of it took its time."""
    *inner, name = (new_name(part) for part in str(asked["name"]).split("/"))
    with changing(root, asked["folder"]) as outer:
        handle = make_folders(outer, tuple(inner))
        try:
            name = spelled(handle, name)
            old = old_file(handle, name, bool(asked["replaces"]))
            os.fchmod(file, stat.S_IMODE(old.st_mode) & 0o777 if old else 0o644)
            placed(kept, key, handle, name, replaces=old is not None)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _kept(root: int) -> Iterator[int]:
    with folder(root, "tmp") as tmp:
        with contextlib.suppress(FileExistsError):
            os.mkdir(PARTS, 0o700, dir_fd=tmp)
        handle = open_folder(tmp, PARTS)
    try:
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def _opened(kept: int, key: str) -> Iterator[int]:
    """For this one alone."""
    file = os.open(key, _PART, 0o600, dir_fd=kept)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise No("not_a_file")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise No("busy") from None
        yield file
    finally:
        os.close(file)


def _is_still(kept: int, key: str, file: int) -> bool:
    """Not so: it was whole, or forgotten, before it was ours alone."""
    try:
        return os.path.samestat(status(kept, key), os.fstat(file))
    except FileNotFoundError:
        return False


def _forget_old(kept: int) -> None:
    for name in names_in(kept):
        with contextlib.suppress(OSError):
            if status(kept, name).st_mtime < time.time() - PARTS_SECONDS:
                os.unlink(name, dir_fd=kept)


def _key(asked: Asked) -> str:
    known = "\0".join(str(asked[each]) for each in ("folder", "name", "size", "stamp"))
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()
