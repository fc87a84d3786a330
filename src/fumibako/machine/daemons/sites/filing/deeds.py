"""What can be done with the files of a site: one function per deed, each of the site's handle and what was asked.

Raises No, BadName, OSError, KeyError, TypeError; what was begun is then taken back.
"""

import contextlib
import hashlib
import os
import secrets
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from fumibako.machine.daemons.sites import logs
from fumibako.machine.daemons.sites.filing.names import BadName, folders_of, name_of, new_name, travelling
from fumibako.machine.daemons.sites.filing.walk import (
    MAX_WALKED,
    Found,
    No,
    Space,
    aside,
    below,
    folder,
    is_there,
    make_folders,
    names_in,
    new_file,
    open_file,
    open_folder,
    remove,
    spelled,
    status,
)
from fumibako.machine.daemons.sites.filing.wire import PIECE
from fumibako.machine.daemons.sites.tree import FOLDERS

Asked = dict[str, Any]
Facts = dict[str, Any]
MAX_LISTED = 200
MAX_FOUND = 200
MAX_FOLDERS = 500


def look(root: int, asked: Asked) -> Facts:
    """A folder's content, folders first, a page of it; of the site itself its own."""
    with folder(root, asked["folder"]) as handle:
        with os.scandir(handle) as entries:
            seen = [(not each.is_dir(follow_symlinks=False), each.name) for each in entries]
        if not asked["folder"]:
            seen = [(is_file, name) for is_file, name in seen if name in FOLDERS]
        seen.sort(key=lambda each: (each[0], each[1].casefold(), each[1]))
        start = max(0, int(asked.get("start", 0)))
        items = [_facts(handle, name) for _, name in seen[start : start + MAX_LISTED]]
    return {"items": [item for item in items if item], "total": len(seen)}


def facts(root: int, asked: Asked) -> Facts:
    with folder(root, asked["folder"]) as handle:
        found = _facts(handle, name_of(asked["name"]))
    if found is None:
        raise No("not_found", name=asked["name"])
    return found


def search(root: int, asked: Asked) -> Facts:
    """What has these words in its name, below a folder."""
    words, found = _folded(str(asked["words"])), list[Facts]()
    with folder(root, asked["folder"]) as handle:
        tops = [name for name in names_in(handle) if asked["folder"] or name in FOLDERS]
        for number, each in enumerate(_all(handle, tops)):
            if number > MAX_WALKED or len(found) == MAX_FOUND:
                return {"items": found, "is_cut": True}
            name = each.path[-1]
            if words in _folded(name) and (len(each.path) > 1 or asked["folder"]):
                inner = "/".join(filter(None, (asked["folder"], *map(travelling, each.path[:-1]))))
                found.append({**_described(name, each.status), "folder": inner})
    return {"items": found, "is_cut": False}


def folders(root: int, asked: Asked) -> Facts:
    """Where something can be put: of each folder of the site and of those in it, the outer ones first."""
    seen: list[str] = []
    wave = [folder for folder in FOLDERS if is_there(root, folder)]
    while wave and len(seen) < MAX_FOLDERS:
        seen += wave
        inner = []
        for path in wave:
            with contextlib.suppress(OSError, BadName), folder(root, path) as handle, os.scandir(handle) as entries:
                inner += [f"{path}/{travelling(each.name)}" for each in entries if each.is_dir(follow_symlinks=False)]
        wave = inner
    return {"folders": sorted(seen[:MAX_FOLDERS])}


def php_log(root: int, asked: Asked) -> Facts:
    """Lines of what PHP wrote about its errors."""
    before = asked["before"]
    wanted = logs.Asked(logs.PHP, str(asked["day"]), str(asked["words"]), None if before is None else int(before))
    try:
        with folder(root, "private") as handle:
            file = open_file(handle, "php_error.log")
    except FileNotFoundError:
        return {"lines": [], "before": 0}
    try:
        found = logs.newest(file, wanted)
    finally:
        os.close(file)
    return {"lines": found.lines, "before": found.before}


def make_folder(root: int, asked: Asked) -> Facts:
    with changing(root, asked["folder"]) as handle:
        os.mkdir(new_name(asked["name"]), 0o755, dir_fd=handle)
    return {}


def rename(root: int, asked: Asked) -> Facts:
    name, new = name_of(asked["name"]), new_name(asked["new"])
    with changing(root, asked["folder"]) as handle:
        _move(handle, name, handle, new)
    return {}


def move(root: int, asked: Asked) -> Facts:
    names = _names(asked)
    with changing(root, asked["folder"]) as handle, changing(root, asked["into"]) as into:
        _check_free(into, names)
        for name in names:
            _move(handle, name, into, name)
    return {}


def relocate(root: int, asked: Asked) -> Facts:
    """To another folder and name, in one step. The last folder is made where it is missing."""
    name, new = name_of(asked["name"]), name_of(asked["new"])
    if not (target := folders_of(asked["into"])):
        raise No("top")
    *outer, last = target
    with changing(root, asked["folder"]) as handle, folder(root, "/".join(map(travelling, outer))) as there:
        into = make_folders(there, (last,))
        try:
            _move(handle, name, into, new)
        finally:
            os.close(into)
    return {}


def copy(root: int, asked: Asked, space: Space) -> Facts:
    """Into another folder, or beside itself under the name `new`. Links and what is no file stay behind."""
    names = _names(asked)
    targets = [new_name(asked["new"])] if asked.get("new") else names
    skipped = 0
    with changing(root, asked["folder"]) as handle, changing(root, asked["into"]) as into:
        _check_free(into, targets)
        inner = asked["into"].split("/")
        for name in names:
            own = [*asked["folder"].split("/"), travelling(name)]
            if inner[: len(own)] == own:
                raise No("into_itself", name=travelling(name))
        with aside(into) as made:
            there = open_folder(into, made)
            try:
                for name in names:
                    skipped += _copy(handle, name, there, space)
                for name, target in zip(names, targets, strict=True):
                    if is_there(there, name):
                        os.rename(name, target, src_dir_fd=there, dst_dir_fd=into)
            finally:
                os.close(there)
    return {"skipped": skipped}


def delete(root: int, asked: Asked) -> Facts:
    names = _names(asked)
    with changing(root, asked["folder"]) as handle:
        for name in names:
            status(handle, name)
        remove(handle, *names)
    return {}


def set_mode(root: int, asked: Asked) -> Facts:
    """Of files and folders themselves: what links lead to keeps its own."""
    mode = int(asked["mode"])
    if not 0 <= mode <= 0o777:
        raise No("bad_mode")
    with changing(root, asked["folder"]) as handle:
        for name in _names(asked):
            is_folder = stat.S_ISDIR(status(handle, name).st_mode)
            opened = open_folder(handle, name) if is_folder else open_file(handle, name)
            try:
                os.fchmod(opened, mode)
            finally:
                os.close(opened)
    return {}


def opened(root: int, asked: Asked) -> int:
    """A file's handle, to be read and closed."""
    with folder(root, asked["folder"]) as handle:
        return open_file(handle, name_of(asked["name"]))


def write(root: int, asked: Asked, pieces: Iterable[bytes], space: Space) -> Facts:
    """A new file, whole or not at all. Its name may have folders before it, which are made. digest: of what is to be
    replaced, where it must not have been changed meanwhile."""
    *inner, name = (new_name(part) for part in str(asked["name"]).split("/"))
    replaces = bool(asked.get("replaces"))
    with changing(root, asked["folder"]) as outer:
        handle = make_folders(outer, tuple(inner))
        try:
            name = spelled(handle, name)
            old = old_file(handle, name, replaces)
            if old is not None:
                space.left += old.st_size
            _written(handle, name, pieces, space, asked, old)
        finally:
            os.close(handle)
    return {}


def contents(handle: int) -> Iterator[bytes]:
    while piece := os.read(handle, PIECE):
        yield piece


def _written(
    handle: int, name: str, pieces: Iterable[bytes], space: Space, asked: Asked, old: os.stat_result | None
) -> None:
    made = f".fumibako-{secrets.token_hex(8)}"
    new = new_file(handle, made)
    try:
        for piece in pieces:
            space.take(len(piece))
            write_all(new, piece)
        os.fchmod(new, stat.S_IMODE(old.st_mode) & 0o777 if old else 0o644)
        os.fsync(new)
        if old is not None:
            _check_digest(handle, name, asked.get("digest"))
        placed(handle, made, handle, name, replaces=old is not None)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(made, dir_fd=handle)
        raise
    finally:
        os.close(new)


def placed(source: int, made: str, into: int, name: str, *, replaces: bool) -> None:
    """What is whole gets its name, in one step; in place of another file only where that was asked for."""
    if replaces:
        os.rename(made, name, src_dir_fd=source, dst_dir_fd=into)
    else:
        os.link(made, name, src_dir_fd=source, dst_dir_fd=into)
        os.unlink(made, dir_fd=source)


def old_file(handle: int, name: str, replaces: bool) -> os.stat_result | None:
    """What is to be replaced; None where there is nothing of that name. Raises No: taken, not_a_file."""
    try:
        old = status(handle, name)
    except FileNotFoundError:
        return None
    if not replaces:
        raise No("taken", name=name)
    if not stat.S_ISREG(old.st_mode):
        raise No("not_a_file", name=name)
    return old


def _check_digest(handle: int, name: str, digest: object) -> None:
    if not digest:
        return
    file = open_file(handle, name)
    try:
        seen = hashlib.sha256()
        for piece in contents(file):
            seen.update(piece)
    finally:
        os.close(file)
    if seen.hexdigest() != digest:
        raise No("changed", name=name)


def _copy(parent: int, top: str, into: int, space: Space) -> int:
    """Returns how many were left behind."""
    skipped = 0
    for number, each in enumerate(below(parent, top)):
        if number > MAX_WALKED:
            raise No("too_many")
        *inner, name = each.path
        mode = each.status.st_mode
        if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
            skipped += 1
            continue
        handle = make_folders(into, tuple(inner))
        try:
            if stat.S_ISDIR(mode):
                os.mkdir(name, (stat.S_IMODE(mode) & 0o777) | 0o700, dir_fd=handle)
            else:
                _copy_file(each.parent, name, handle, space)
        finally:
            os.close(handle)
    return skipped


def _copy_file(parent: int, name: str, into: int, space: Space) -> None:
    source = open_file(parent, name)
    try:
        new = new_file(into, name)
        try:
            for piece in contents(source):
                space.take(len(piece))
                write_all(new, piece)
            os.fchmod(new, stat.S_IMODE(os.fstat(source).st_mode) & 0o777)
        finally:
            os.close(new)
    finally:
        os.close(source)


def write_all(handle: int, octets: bytes) -> None:
    while octets:
        octets = octets[os.write(handle, octets) :]


def _move(parent: int, name: str, into: int, new: str) -> None:
    status(parent, name)
    if is_there(into, new):
        raise No("taken", name=travelling(new))
    os.rename(name, new, src_dir_fd=parent, dst_dir_fd=into)


def _check_free(handle: int, names: Iterable[str]) -> None:
    for name in names:
        if is_there(handle, name):
            raise No("taken", name=travelling(name))


@contextlib.contextmanager
def changing(root: int, path: str) -> Iterator[int]:
    """A folder whose content may be changed: the site's own stay as they are."""
    if not folders_of(path):
        raise No("top")
    with folder(root, path) as handle:
        yield handle


def _names(asked: Asked) -> list[str]:
    names = [name_of(str(name)) for name in asked["names"]]
    if not names:
        raise No("nothing_chosen")
    return names


def _all(handle: int, tops: Iterable[str]) -> Iterator[Found]:
    for top in tops:
        yield from below(handle, top, skips=True)


def _facts(handle: int, name: str) -> Facts | None:
    """None: it has gone meanwhile."""
    try:
        return _described(name, status(handle, name))
    except FileNotFoundError:
        return None


def _described(name: str, found: os.stat_result) -> Facts:
    kinds = ((stat.S_ISDIR, "folder"), (stat.S_ISREG, "file"), (stat.S_ISLNK, "link"))
    return {
        "name": travelling(name),
        "kind": next((kind for is_kind, kind in kinds if is_kind(found.st_mode)), "other"),
        "bytes": found.st_size,
        "modified": found.st_mtime,
        "mode": stat.S_IMODE(found.st_mode),
    }


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
