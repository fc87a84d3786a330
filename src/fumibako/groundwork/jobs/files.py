"""Files of jobs, below the state directory. Web and background process share the group of their directory; nobody else
enters it."""

import os
import secrets
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from fumibako.machine.system import files


def store(content: bytes) -> str:
    """Keep what was uploaded; return its name."""
    name = secrets.token_hex(16)
    write(name, content)
    return name


def write(name: str, content: bytes) -> None:
    files.write(_path(name), content, mode=0o640)


def keep(pieces: Iterable[bytes]) -> str:
    """Keep what comes piece by piece; return its name. What was kept until an error is removed."""
    name = secrets.token_hex(16)
    try:
        with _path(name).open("xb") as file:
            for piece in pieces:
                file.write(piece)
        _path(name).chmod(0o640)
    except BaseException:
        remove(name)
        raise
    return name


def opened(name: str) -> IO[bytes] | None:
    """None: it is not there any more."""
    try:
        return _path(name).open("rb")
    except FileNotFoundError:
        return None


def mark_of(file: IO[bytes]) -> str:
    """An entity tag (RFC 9110 section 8.8.3): another one where it was written anew."""
    return f'"{os.fstat(file.fileno()).st_mtime_ns:x}"'


def rename(name: str, new: str) -> None:
    """In place of what had the new name."""
    _path(name).replace(_path(new))


def read(name: str) -> bytes | None:
    """None: it is not there any more."""
    try:
        return _path(name).read_bytes()
    except FileNotFoundError:
        return None


def size(name: str) -> int:
    """Raises FileNotFoundError."""
    return _path(name).stat().st_size


def exists(name: str) -> bool:
    return _path(name).exists()


def remove(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def forget(name: str) -> None:
    """Removed when what is written now is committed: a job that stays after all has its file."""
    transaction.on_commit(partial(remove, name))


def older_than(timestamp: float) -> Iterator[str]:
    """The names of files that were last written before that time."""
    directory: Path = settings.FUMIBAKO.jobs
    for path in directory.iterdir() if directory.exists() else ():
        if path.stat().st_mtime < timestamp:
            yield path.name


def _path(name: str) -> Path:
    directory: Path = settings.FUMIBAKO.jobs
    return directory / Path(name).name
