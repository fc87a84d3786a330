"""ZIP archives of a site's files: packing, and unpacking what somebody else packed.

An archive may lie about everything. Only plain files and folders with readable names below the target come out of it,
aside and renamed into place when all of it is there; how much that can be is counted before and while it is written.
"""

import os
import stat
import time
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from fumibako.machine.daemons.sites.filing.deeds import Asked, Facts, contents
from fumibako.machine.daemons.sites.filing.names import MAX_DEPTH, BadName, in_words, name_of, new_name, travelling
from fumibako.machine.daemons.sites.filing.walk import (
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
    status,
)

FOLDER_MODE = 0o755
MAX_ENTRIES = 20_000
MAX_RATIO = 100
HARMLESS_BYTES = 10 << 20  # nobody is harmed by a small file that was packed well
_UTF8 = 0x800
_ENCRYPTED = 0x1


def pack(root: int, asked: Asked, space: Space) -> Facts:
    """Into a new archive beside what is packed."""
    name = new_name(asked["new"])
    with folder(root, asked["folder"]) as handle, aside(handle) as made:
        there = open_folder(handle, made)
        try:
            new = new_file(there, "archive")
            with _Counting(new, space) as file:
                skipped = _packed(handle, asked["names"], file)
            os.chmod("archive", 0o644, dir_fd=there)
            os.link("archive", name, src_dir_fd=there, dst_dir_fd=handle)
        finally:
            os.close(there)
    return {"skipped": skipped}


def pour(root: int, asked: Asked, out: Any) -> None:
    """An archive of these names, into what has a `write`."""
    with folder(root, asked["folder"]) as handle:
        _packed(handle, asked["names"], out)


def unpack(root: int, asked: Asked, space: Space) -> Facts:
    """Into the new folder `into`, or, without one, beside the archive, where none of its names may be taken."""
    into = new_name(asked["into"]) if asked.get("into") else ""
    with folder(root, asked["folder"]) as handle, os.fdopen(open_file(handle, name_of(asked["name"])), "rb") as file:
        if into and is_there(handle, into):
            raise No("taken", name=into)
        with aside(handle) as made:
            there = open_folder(handle, made)
            try:
                number = _unpacked(file, there, space)
                if not into:
                    _place(there, handle)
            finally:
                os.close(there)
            if into:
                os.rename(made, into, src_dir_fd=handle, dst_dir_fd=handle)
                os.chmod(into, FOLDER_MODE, dir_fd=handle)
    return {"number": number}


class _Counting:
    """A new file that may take so much space. For zipfile it cannot be gone back in."""

    def __init__(self, handle: int, space: Space) -> None:
        self._handle, self._space = handle, space

    def write(self, octets: Any) -> int:
        self._space.take(len(octets))
        rest = memoryview(octets)
        while rest:
            rest = rest[os.write(self._handle, rest) :]
        return len(octets)

    def flush(self) -> None:
        return None

    def __enter__(self) -> "_Counting":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)


def _packed(handle: int, names: Iterable[Any], out: Any) -> int:
    """Returns how many were left out: links, pipes. What is being written stands aside and is none of them."""
    chosen = [name_of(str(name)) for name in names]
    if not chosen:
        raise No("nothing_chosen")
    for name in chosen:
        status(handle, name)  # before the first byte: an archive that was begun is ended, whatever happens
    skipped = number = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in chosen:
            for each in below(handle, name):
                number += 1
                if number > MAX_ENTRIES:
                    raise No("too_many")
                skipped += not _pack_one(archive, each)
    return skipped


def _pack_one(archive: zipfile.ZipFile, each: Found) -> bool:
    mode = each.status.st_mode
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        return False
    path = "/".join(in_words(travelling(part)) for part in each.path) + ("/" if stat.S_ISDIR(mode) else "")
    info = zipfile.ZipInfo(path, max(time.localtime(each.status.st_mtime)[:6], (1980, 1, 1, 0, 0, 0)))
    info.external_attr = (mode & 0xFFFF) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    if stat.S_ISDIR(mode):
        archive.writestr(info, b"")
        return True
    file = open_file(each.parent, each.path[-1])
    try:
        with archive.open(info, "w", force_zip64=each.status.st_size > zipfile.ZIP64_LIMIT // 2) as entry:
            for piece in contents(file):
                entry.write(piece)
    finally:
        os.close(file)
    return True


def _unpacked(file: IO[bytes], into: int, space: Space) -> int:
    try:
        with _archive(file) as archive:
            entries = archive.infolist()
            _check_sizes(entries, os.fstat(file.fileno()).st_size, space)
            paths = [_parts(entry) for entry in entries]
            for entry, parts in zip(entries, paths, strict=True):
                _unpack_one(archive, entry, parts, into, space)
            return len(entries)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise No("bad_archive") from error
    except MemoryError as error:
        raise No("too_many") from error


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    """Names that do not say that they are UTF-8 are Windows' in Japan."""
    try:
        return zipfile.ZipFile(file, metadata_encoding="cp932")
    except UnicodeDecodeError:
        return zipfile.ZipFile(file)


def _check_sizes(entries: list[zipfile.ZipInfo], size: int, space: Space) -> None:
    whole = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise No("too_many")
    if sum(entry.compress_size for entry in entries) > size:
        raise No("bomb")
    for unpacked, packed in ((whole, size), *((entry.file_size, entry.compress_size) for entry in entries)):
        if unpacked > HARMLESS_BYTES and unpacked > MAX_RATIO * packed:
            raise No("bomb")
    if whole > space.left:
        raise No("full")


def _parts(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """Where it goes, name by name. Raises No for what must not come out of an archive."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    name = entry.filename
    if entry.flag_bits & _ENCRYPTED:
        raise No("encrypted")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise No("unsafe_entry", name=name[:60])
    try:
        parts = tuple(new_name(part) for part in name.removesuffix("/").split("/"))
    except BadName as error:
        raise No("unsafe_entry", name=name[:60]) from error
    if len(parts) > MAX_DEPTH:
        raise No("too_deep", name=name[:60])
    return parts


def _unpack_one(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, parts: tuple[str, ...], into: int, space: Space
) -> None:
    *inner, name = parts
    if entry.is_dir():
        os.close(make_folders(into, parts))
        return
    handle = make_folders(into, tuple(inner))
    try:
        new = new_file(handle, name)
        with archive.open(entry) as source, os.fdopen(new, "wb") as target:
            while piece := source.read(1 << 20):
                space.take(len(piece))
                target.write(piece)
            os.fchmod(new, 0o644)
    finally:
        os.close(handle)


def _place(there: int, handle: int) -> None:
    names = names_in(there)
    for name in names:
        if is_there(handle, name):
            raise No("taken", name=travelling(name))
    for name in names:
        os.rename(name, name, src_dir_fd=there, dst_dir_fd=handle)
