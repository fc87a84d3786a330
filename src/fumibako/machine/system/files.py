"""Writing files so that a power cut leaves the old or the new, never half of one."""

import os
import secrets
from pathlib import Path


def sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(root: Path) -> None:
    """What other programs wrote below a directory outlives a power cut from now on."""
    for directory, _, names in os.walk(root):
        for name in names:
            handle = os.open(Path(directory) / name, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        sync_directory(Path(directory))


def write(path: Path, content: bytes, *, mode: int = 0o644, uid: int = -1, gid: int = -1) -> None:
    """Write a file under another name, fsync it, put it in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchown(file.fileno(), uid, gid)
        os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_directory(path.parent)


def point(link: Path, target: str) -> None:
    """Make link a symlink to target (relative to the link's directory) in one step."""
    temporary = link.with_name(f".{link.name}.{secrets.token_hex(4)}")
    temporary.symlink_to(target)
    temporary.replace(link)
    sync_directory(link.parent)


def directory(path: Path, *, mode: int = 0o755, uid: int = 0, gid: int = 0) -> Path:
    """Make a directory (and its parents) with that owner and mode, whatever was there before."""
    path.mkdir(parents=True, exist_ok=True)
    os.chown(path, uid, gid)
    path.chmod(mode)
    return path
