"""A site in one file: its folders and its databases, packed and unpacked as the site's own user.

    backups/<domain>/<name>     a tar file, packed by gzip: htdocs/, private/, databases/<database>.sql

Root opens and keeps every file, in directories where only root writes; tar reads and writes the customer's folders with
the rights of the site, so that no link there leads it to anything that is not the site's. A backup is read to its end
before anything is deleted for it.
"""

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import copying
from fumibako.machine.daemons.sites import usage
from fumibako.machine.daemons.sites.tree import live_site
from fumibako.machine.state.web.database import site_number_of
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of
from fumibako.machine.system.run import CommandRefused, run

SECONDS = 3600.0
FOLDERS = ("htdocs", "private")
READERS = "www-data"
"""The web, which knows whose a backup is, and nginx, which then sends it."""
MAX_LEFT_OUT = 20
MAX_FOLDERS = 60
MAX_FOUND = 1 << 20
MAX_NAME = 1 << 16
MAX_DUMP_BYTES = 20 << 30
MAX_LISTED = 1 << 30
_NAME = re.compile(r"[0-9a-f]{32}")
_UNPACKED = re.compile(r"^Total bytes read: ([0-9]+)", re.MULTILINE)
_LEFT_OUT = re.compile(r"^tar: (.+?): (?:Warning: )?(?:Cannot \w+|socket ignored|File removed)", re.MULTILINE)


class NoBackup(ValueError):
    """There is no such backup, or nothing of that name in it."""


class TooLarge(ValueError):
    """There is no room for an SQL file of so many bytes."""

    def __init__(self, octets: int) -> None:
        super().__init__(f"{octets} bytes")
        self.bytes = octets


@dataclass(frozen=True)
class Made:
    """folders: those that can be restored by themselves, the upper ones of the site. left_out: what could not be read,
    at most MAX_LEFT_OUT of it."""

    bytes: int
    folders: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Adopted:
    """folders: as in Made. databases: of those in it, the site's own."""

    bytes: int
    folders: tuple[str, ...]
    databases: tuple[str, ...]


@dataclass(frozen=True)
class Weight:
    """Bytes. holds: in what is restored; replaces: on the disk, in what goes for it."""

    holds: int
    replaces: int


def prepare(config: Config) -> None:
    """Backups of an older version get the group that reads them now."""
    files.directory(config.backups, mode=0o711)
    for directory in config.backups.iterdir():
        if directory.name.startswith(".") or directory.is_symlink() or directory.stat().st_gid == gid_of(READERS):
            continue
        for path in (directory, *directory.iterdir()):
            os.chown(path, 0, gid_of(READERS), follow_symlinks=False)


def path_of(config: Config, domain: str, name: str) -> Path:
    """Raises NoBackup."""
    if not _NAME.fullmatch(name):
        raise NoBackup("not a backup")
    return config.site_backups(domain) / name


def make(config: Config, domain: str, name: str, databases: Sequence[str]) -> Made:
    """Raises NoSite, NoBackup, ValueError, CommandFailed, OSError; then nothing is left of it."""
    uid = live_site(config, domain).uid
    for database in databases:
        _check_owner(config, database, uid)
    whole = path_of(config, domain, name)
    files.directory(whole.parent, mode=0o750, gid=gid_of(READERS))
    part = _part_of(whole)
    with _stage(config, uid) as stage:
        _dump(config, stage, databases, uid)
        command = (
            *("tar", "--create", "--gzip", "--sparse", "--sort=name", "--numeric-owner"),
            *("--ignore-failed-read", "--warning=no-file-changed"),
            *("-C", str(config.site(domain)), *FOLDERS, "-C", str(stage), "databases"),
        )
        try:
            with part.open("xb") as target, tempfile.TemporaryFile() as said:
                os.fchmod(target.fileno(), 0o640)
                os.fchown(target.fileno(), 0, gid_of(READERS))
                # 1: "some files differ" (tar(1)), here those that changed while they were read.
                output = run(command, stdout=target, stderr=said, seconds=SECONDS, uid=uid, accepted=(0, 1))
                os.fsync(target.fileno())
            run(("gzip", "--test", "--", str(part)), seconds=SECONDS)
            part.rename(whole)
        finally:
            part.unlink(missing_ok=True)
    files.sync_directory(whole.parent)
    return Made(whole.stat().st_size, _folders(config, domain, uid), tuple(_LEFT_OUT.findall(output)[:MAX_LEFT_OUT]))


def _folders(config: Config, domain: str, uid: int) -> tuple[str, ...]:
    """Those with an odd name are restored with all the others."""
    gate = f"{config.site(domain)}/"
    directories = [f"{gate}{directory}" for directory in FOLDERS]
    command = ("find", *directories, "-maxdepth", "1", "-type", "d", "-print0")
    with tempfile.TemporaryFile() as listed:
        run(command, stdout=listed, seconds=SECONDS, uid=uid, accepted=(0, 1))
        found = os.pread(listed.fileno(), MAX_FOUND, 0).decode("utf-8", "replace")
    *paths, _cut_off = found.split("\0")
    names = (path.removeprefix(gate) for path in paths)
    return tuple(sorted(name for name in names if name.isprintable() and is_folder(name)))[:MAX_FOLDERS]


def weigh(config: Config, domain: str, name: str, folders: Sequence[str], databases: Sequence[str]) -> Weight:
    """What it means for the disk to restore these: all of it is read for that, and nothing changed. folders: "htdocs",
    or a file or folder below. Raises NoSite, NoBackup, ValueError, CommandFailed."""
    uid, whole = live_site(config, domain).uid, _there(config, domain, name)
    for folder in folders:
        _check_folder(folder)
    for database in databases:
        _check_owner(config, database, uid)
    found = _look_for(whole, (*folders, *map(_dump_name, databases)), uid)
    files_there = sum(usage.of_folder(config, domain, folder, uid) for folder in folders)
    return Weight(found.bytes, files_there + sum(usage.of_database(config, each) for each in databases))


def restore(config: Config, domain: str, name: str, *, folder: str, database: str) -> None:
    """folder: "htdocs/shop" for that one, or a file in it, "" for every one, unless a database is named. What is there
    instead goes. Raises NoSite, NoBackup, Unloadable, ValueError, CommandFailed."""
    uid, whole = live_site(config, domain).uid, _there(config, domain, name)
    if not database:
        for each in (folder,) if folder else FOLDERS:
            _restore_folder(config, domain, whole, each, uid)
    else:
        _check_owner(config, database, uid)
        _restore_database(config, whole, database, uid)


def _there(config: Config, domain: str, name: str) -> Path:
    """Raises NoBackup."""
    whole = path_of(config, domain, name)
    if not whole.is_file():
        raise NoBackup("this backup is not there any more")
    return whole


def adopt(config: Config, domain: str, name: str, source: IO[bytes]) -> Adopted:
    """Keep a file that somebody brings along, such as an earlier download, as a backup of the site. The site's user
    reads what is in it. Raises NoSite, NoBackup, CommandFailed, OSError; then nothing is left of it."""
    uid, whole = live_site(config, domain).uid, path_of(config, domain, name)
    files.directory(whole.parent, mode=0o750, gid=gid_of(READERS))
    part = _part_of(whole)
    try:
        with part.open("xb") as target:
            os.fchmod(target.fileno(), 0o640)
            os.fchown(target.fileno(), 0, gid_of(READERS))
            shutil.copyfileobj(source, target, 1 << 20)
            os.fsync(target.fileno())
        found, unpacked = _names(part, uid)
        if unpacked > _room(config):
            raise NoBackup("there is no room for what is in it")
        folders = tuple(name for name in found if is_folder(name) and "\\" not in name)
        databases = tuple(_databases(config, found, uid))
        if not {*folders} & {*FOLDERS} and not databases:
            raise NoBackup("there is nothing in it that belongs to this website")
        part.rename(whole)
    finally:
        part.unlink(missing_ok=True)
    files.sync_directory(whole.parent)
    return Adopted(whole.stat().st_size, folders[:MAX_FOLDERS], databases)


def _room(config: Config) -> int:
    """How large what a customer brings may become: a few bytes, or a link, may be without end."""
    return shutil.disk_usage(config.backups).free // 4


def _bounded(most: int) -> tuple[str, ...]:
    """What is put before a program, which then writes no larger file."""
    return ("prlimit", f"--fsize={most}", "--")


def _names(packed: Path, uid: int) -> tuple[list[str], int]:
    """What is in it down to the second level, folders first of all, and how large it is unpacked. Raises NoBackup,
    CommandFailed."""
    command = (*_bounded(MAX_LISTED), "tar", "--list", "--gzip", "--totals", "--exclude=*/*/*")
    with packed.open("rb") as source, tempfile.TemporaryFile() as listed:
        try:
            said = run(command, stdin=source, stdout=listed, seconds=SECONDS, uid=uid)
        except CommandRefused as error:
            raise NoBackup("this is no backup, or it is damaged") from error
        *lines, _cut_off = os.pread(listed.fileno(), MAX_FOUND, 0).decode("utf-8", "replace").split("\n")
    is_sql, total = re.compile(r"databases/[a-z0-9_]+\.sql"), _UNPACKED.search(said)
    names = sorted({line.rstrip("/") for line in lines if line.endswith("/") or is_sql.fullmatch(line)})
    return names, int(total[1]) if total else 0


def _databases(config: Config, names: Sequence[str], uid: int) -> Iterator[str]:
    for name in names:
        if name.startswith("databases/") and name.endswith(".sql"):
            database = name.removeprefix("databases/").removesuffix(".sql")
            with contextlib.suppress(ValueError):
                _check_owner(config, database, uid)
                yield database


def opened_in_site(config: Config, domain: str, path: str) -> IO[bytes]:
    """A file of the site, read with the site's rights into a nameless one: no link, no pipe, and not more than there is
    room for. Raises NoSite, NoBackup, CommandFailed."""
    if not is_folder(path):
        raise NoBackup("not a file of the site")
    uid, copy = live_site(config, domain).uid, tempfile.TemporaryFile(dir=config.backups)  # noqa: SIM115 returned
    try:
        read = ("dd", f"if={config.site(domain) / path}", "iflag=nofollow,nonblock", "bs=1M", "status=none")
        run((*_bounded(_room(config)), *read), stdout=copy, seconds=SECONDS, uid=uid)
    except CommandRefused as error:
        copy.close()
        raise NoBackup("the file is not there, or cannot be read") from error
    if not os.fstat(copy.fileno()).st_size:
        copy.close()
        raise NoBackup("the file is empty")
    copy.seek(0)
    return copy


def load_dump(config: Config, domain: str, path: str, database: str, *, empties: bool, space: int) -> None:
    """A database from an SQL file of the site, which the site's user reads and unpacks. space: how many bytes of SQL
    there is room for. Raises NoSite, NoBackup, TooLarge, Unloadable, ValueError, CommandFailed."""
    uid = live_site(config, domain).uid
    _check_owner(config, database, uid)
    with opened_in_site(config, domain, path) as source:
        if os.pread(source.fileno(), 2, 0) != b"\x1f\x8b":
            _load(config, database, source, empties=empties, space=space)
            return
        with tempfile.TemporaryFile(dir=config.backups) as plain:
            try:
                unpack = (*_bounded(min(MAX_DUMP_BYTES, _room(config))), "gzip", "--decompress", "--stdout")
                run(unpack, stdin=source, stdout=plain, seconds=SECONDS, uid=uid)
            except CommandRefused as error:
                raise NoBackup("the file is damaged") from error
            plain.seek(0)
            _load(config, database, plain, empties=empties, space=space)


def _load(config: Config, database: str, source: IO[bytes], *, empties: bool, space: int) -> None:
    if (octets := os.fstat(source.fileno()).st_size) > space:
        raise TooLarge(octets)
    copying.load(config, database, source, empties=empties)


def remove(config: Config, domain: str, name: str) -> None:
    """Also of one that is being made still, for somebody who waits no more: then it gets no name. Raises NoBackup."""
    whole = path_of(config, domain, name)
    for path in (_part_of(whole), whole):
        path.unlink(missing_ok=True)


def _part_of(whole: Path) -> Path:
    return whole.with_name(f"{whole.name}.part.gz")


def _check_owner(config: Config, database: str, uid: int) -> None:
    """Raises NoBackup, ValueError."""
    if config.site_uid(site_number_of(database)) != uid:
        raise NoBackup(f"{database} is not a database of this site")


def _dump(config: Config, stage: Path, databases: Sequence[str], uid: int) -> None:
    for database in databases:
        with (stage / _dump_name(database)).open("xb") as target:
            os.fchown(target.fileno(), 0, uid)
            os.fchmod(target.fileno(), 0o640)
            copying.dump(config, database, target)


def _check_folder(folder: str) -> None:
    """Raises NoBackup."""
    if not is_folder(folder):
        raise NoBackup("not a folder of a backup")


def _dump_name(database: str) -> str:
    return f"databases/{database}.sql"


def _restore_folder(config: Config, domain: str, whole: Path, folder: str, uid: int) -> None:
    """All of it, and nothing that was there besides; or one file. The site's own user does it: where the customer has
    put a link in the way, it leads to what is the customer's, too."""
    _check_folder(folder)
    is_file, gate = not _look_for(whole, (folder,), uid).is_folder, config.site(domain)
    there = gate / folder
    try:
        run(("mkdir", "--parents", "--", str(there.parent if is_file else there)), uid=uid)
        if is_file:
            run(("rm", "-f", "--", str(there)), uid=uid)
    except CommandRefused as error:
        raise NoBackup(f"{folder} is something else now") from error
    if not is_file:
        run(("chmod", "--recursive", "u+rwX", "--", str(there)), seconds=SECONDS, uid=uid)
        run(("find", str(there), "-mindepth", "1", "-delete"), seconds=SECONDS, uid=uid)
    with whole.open("rb") as packed:
        command = ("tar", "--extract", "--gzip", "--preserve-permissions", "-C", str(gate), "--", folder)
        run(command, stdin=packed, seconds=SECONDS, uid=uid)


@dataclass(frozen=True)
class _Found:
    """What is in a backup: whether the first is a folder; how much the files hold."""

    is_folder: bool
    bytes: int


def _look_for(whole: Path, names: Sequence[str], uid: int) -> _Found:
    """Read all of a backup before anything is deleted for it. Raises NoBackup."""
    with whole.open("rb") as packed, tempfile.TemporaryFile() as listed:
        try:
            look = (*_bounded(MAX_LISTED), "tar", "--list", "--gzip", "--verbose", "--numeric-owner", "--", *names)
            run(look, stdin=packed, stdout=listed, seconds=SECONDS, uid=uid)
        except CommandRefused as error:
            raise NoBackup(f"{', '.join(names)} is not in this backup, or the backup is damaged") from error
        listed.seek(0)
        first = listed.readline(MAX_NAME)
        return _Found(first.startswith(b"d"), sum(map(_size, (first, *listed))))


def _size(line: bytes) -> int:
    """Of a regular file, as tar lists it: rights, owner, size, date and time, name."""
    fields = line.split(maxsplit=3)
    return int(fields[2]) if line.startswith(b"-") and len(fields) > 2 and fields[2].isdigit() else 0


def _restore_database(config: Config, whole: Path, database: str, uid: int) -> None:
    _look_for(whole, (_dump_name(database),), uid)
    with whole.open("rb") as packed, tempfile.TemporaryFile(dir=config.backups) as dumped:
        unpack = ("tar", "--extract", "--gzip", "--to-stdout", "--", _dump_name(database))
        run(
            (*_bounded(min(MAX_DUMP_BYTES, _room(config))), *unpack),
            stdin=packed,
            stdout=dumped,
            seconds=SECONDS,
            uid=uid,
        )
        dumped.seek(0)
        copying.load(config, database, dumped, empties=True)


def is_folder(folder: str) -> bool:
    """Whether it is one of FOLDERS or a path below, in the one way to write it."""
    parts = folder.split("/")
    return parts[0] in FOLDERS and all(part not in ("", ".", "..") for part in parts) and "\0" not in folder


@contextlib.contextmanager
def _stage(config: Config, uid: int) -> Iterator[Path]:
    """A directory outside the site, empty but for `databases`. The site's user reads it; only root writes there, as
    root opens files in it by their paths."""
    stage = config.backups / f".stage-{secrets.token_hex(8)}"
    files.directory(stage, mode=0o750, gid=uid)
    try:
        files.directory(stage / "databases", mode=0o750, gid=uid)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
