"""Opening what stands in a site: name by name from the site's own directory, and no link is followed on the way."""

import contextlib
import errno
import os
import secrets
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fumibako.machine.daemons.sites.filing.names import MAX_DEPTH, folders_of, travelling
from fumibako.machine.state.spelling import composed

MAX_WALKED = 100_000
DELETING_SECONDS = 40.0
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_CODES = {
    errno.ENOENT: "not_found",
    errno.ENOTDIR: "not_found",
    errno.ELOOP: "not_found",
    errno.EEXIST: "taken",
    errno.ENOTEMPTY: "taken",
    errno.EISDIR: "not_a_file",
    errno.EACCES: "closed",
    errno.EPERM: "closed",
    errno.EINVAL: "into_itself",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENAMETOOLONG: "bad_name",
}


class No(Exception):
    """What was asked for is not done. code: for the page's words; values: what these speak of."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    @staticmethod
    def of(error: OSError) -> "No":
        name = error.filename if isinstance(error.filename, str) else ""
        return No(_CODES.get(error.errno or 0, "failed"), name=travelling(name))


@dataclass
class Space:
    """What may still be written, and what has been."""

    left: int
    written: int = 0

    def take(self, number: int) -> None:
        """Raises No: full."""
        if number > self.left:
            raise No("full")
        self.left -= number
        self.written += number


@contextlib.contextmanager
def folder(root: int, path: str) -> Iterator[int]:
    """A handle of the folder at that path below the handle `root`. Raises BadName, OSError."""
    handle = os.dup(root)
    try:
        for name in folders_of(path):
            inner = open_folder(handle, name)
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)


def open_folder(parent: int, name: str) -> int:
    return os.open(name, _FOLDER, dir_fd=parent)


def open_file(parent: int, name: str) -> int:
    """Raises No where that is no plain file, OSError."""
    handle = os.open(name, _FILE, dir_fd=parent)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise No("not_a_file", name=travelling(name))
    return handle


def new_file(parent: int, name: str) -> int:
    """For the site's user only until it is whole."""
    return os.open(name, _NEW, 0o600, dir_fd=parent)


def status(parent: int, name: str) -> os.stat_result:
    return os.stat(name, dir_fd=parent, follow_symlinks=False)


def names_in(handle: int) -> list[str]:
    return sorted(os.listdir(handle))


def is_there(parent: int, name: str) -> bool:
    try:
        status(parent, name)
    except FileNotFoundError:
        return False
    return True


def spelled(parent: int, name: str) -> str:
    """As it is called there already, in whichever form of Unicode; else in the form that links are written in."""
    if name.isascii() or is_there(parent, name):
        return name
    wanted = composed(name)
    return next((each for each in names_in(parent) if not each.isascii() and composed(each) == wanted), wanted)


def make_folders(parent: int, names: tuple[str, ...]) -> int:
    """A handle of the last one, and those on the way that were missing. Raises OSError."""
    handle = os.dup(parent)
    for each in names:
        try:
            name = spelled(handle, each)
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, 0o755, dir_fd=handle)
            inner = open_folder(handle, name)
        finally:
            os.close(handle)
        handle = inner
    return handle


def remove(parent: int, *names: str) -> None:
    """With all that is in them; links go, not what they lead to. Raises No: slow, or not all could go."""
    os.fchdir(parent)
    try:
        done = subprocess.run(
            ("/bin/rm", "-rf", "--", *(f"./{name}" for name in names)),
            capture_output=True,
            timeout=DELETING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise No("slow") from error
    if done.returncode:
        raise No("closed", name=travelling(names[0]))


@contextlib.contextmanager
def aside(parent: int) -> Iterator[str]:
    """The name of an empty folder, for what is not whole yet; what is still in it goes at the end."""
    name = f".fumibako-{secrets.token_hex(8)}"
    os.mkdir(name, 0o700, dir_fd=parent)
    try:
        yield name
    finally:
        with contextlib.suppress(No):
            remove(parent, name)


@dataclass(frozen=True)
class Found:
    """path: the names from where the walk began. parent: a handle of the folder that it stands in, while it is
    looked at."""

    path: tuple[str, ...]
    parent: int
    status: os.stat_result


def below(
    parent: int, name: str, path: tuple[str, ...] = (), *, skips: bool = False, passed: Callable[[], None] | None = None
) -> Iterator[Found]:
    """It, and everything in it if it is a folder: a folder before what is in it. skips: what has gone, folders that
    are closed or too deep are passed by; passed: called for each that may still be there. Raises No, OSError."""
    here = (*path, name)
    try:
        found = Found(here, parent, status(parent, name))
    except OSError as error:
        if not skips:
            raise
        if passed and not isinstance(error, FileNotFoundError):
            passed()
        return
    yield found
    if not stat.S_ISDIR(found.status.st_mode):
        return
    if len(here) > MAX_DEPTH and not skips:
        raise No("too_deep", name=travelling(name))
    try:
        if len(here) > MAX_DEPTH:
            raise PermissionError
        handle = open_folder(parent, name)
        try:
            names = list(names_in(handle))
        except OSError:
            os.close(handle)
            raise
    except OSError as error:
        if not skips:
            raise
        if passed and not isinstance(error, FileNotFoundError):
            passed()
        return
    try:
        for inner in names:
            yield from below(handle, inner, here, skips=skips, passed=passed)
    finally:
        os.close(handle)
