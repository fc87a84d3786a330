"""A site in one file: its folders and its databases, packed and unpacked as the site's own user.

    backups/<domain>/<name>     a tar file, packed by gzip: htdocs/, private/, databases/<database>.sql

Root opens and keeps the file; tar reads and writes the customer's folders with the rights of the site, so that no link
there leads it to anything that is not the site's. A backup is read to its end before anything is deleted for it.
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

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import copying
from fumibako.machine.daemons.sites.tree import live_site
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandRefused, run

SECONDS = 3600.0
FOLDERS = ("htdocs", "private")
MOST_LEFT_OUT = 20
MOST_FOLDERS = 60
_NAME = re.compile(r"[0-9a-f]{32}")
_LEFT_OUT = re.compile(r"^tar: (.+?): (?:Warning: )?(?:Cannot \w+|socket ignored|File removed)", re.MULTILINE)


class NoBackup(ValueError):
    """There is no such backup, or nothing of that name in it."""


@dataclass(frozen=True)
class Made:
    """folders: those that can be restored by themselves, the upper ones of the site. left_out: what could not be read,
    at most MOST_LEFT_OUT of it."""

    bytes: int
    folders: tuple[str, ...]
    left_out: tuple[str, ...]


def path_of(config: Config, domain: str, name: str) -> Path:
    """Raises NoBackup."""
    if not _NAME.fullmatch(name):
        raise NoBackup("not a backup")
    return config.site_backups(domain) / name


def make(config: Config, domain: str, name: str, databases: Sequence[str]) -> Made:
    """Raises NoSite, ValueError, CommandFailed, OSError; then nothing is left of it."""
    uid = live_site(config, domain).uid
    whole = path_of(config, domain, name)
    files.directory(whole.parent, mode=0o750, gid=config.uids.control)
    part = whole.with_name(f"{name}.part.gz")
    with _stage(config, uid) as stage:
        _dump(config, stage, databases)
        command = (
            *("tar", "--create", "--gzip", "--sort=name", "--ignore-failed-read", "--warning=no-file-changed"),
            *("--numeric-owner", "-C", str(config.site(domain)), *FOLDERS, "-C", str(stage), "databases"),
        )
        try:
            with part.open("xb") as target:
                os.fchmod(target.fileno(), 0o640)
                os.fchown(target.fileno(), 0, config.uids.control)
                # 1: "some files differ" (tar(1)), here those that changed while they were read.
                told = run(command, stdout=target, seconds=SECONDS, uid=uid, accepted=(0, 1))
                os.fsync(target.fileno())
            run(("gzip", "--test", "--", str(part)), seconds=SECONDS)
            part.rename(whole)
        finally:
            part.unlink(missing_ok=True)
    files.sync_directory(whole.parent)
    return Made(whole.stat().st_size, _folders(config, domain, uid), tuple(_LEFT_OUT.findall(told)[:MOST_LEFT_OUT]))


def _folders(config: Config, domain: str, uid: int) -> tuple[str, ...]:
    """Those with an odd name are restored with all the others."""
    gate = f"{config.site(domain)}/"
    rooms = [f"{gate}{room}" for room in FOLDERS]
    found = run(("find", *rooms, "-maxdepth", "1", "-type", "d", "-print0"), seconds=SECONDS, uid=uid, accepted=(0, 1))
    names = (path.removeprefix(gate) for path in found.split("\0"))
    return tuple(sorted(name for name in names if name.isprintable() and is_folder(name)))[:MOST_FOLDERS]


def restore(config: Config, domain: str, name: str, *, folder: str, database: str) -> None:
    """folder: "htdocs/shop" for that one, "" for every one, unless a database is named. What is there
    instead goes. Raises NoSite, NoBackup, Unloadable, ValueError, CommandFailed."""
    uid = live_site(config, domain).uid
    whole = path_of(config, domain, name)
    if not whole.is_file():
        raise NoBackup("this backup is not there any more")
    if not database:
        for each in (folder,) if folder else FOLDERS:
            _restore_folder(config, domain, whole, each, uid)
    else:
        _restore_database(config, whole, database, uid)


def remove(config: Config, domain: str, name: str) -> None:
    path_of(config, domain, name).unlink(missing_ok=True)


def _dump(config: Config, stage: Path, databases: Sequence[str]) -> None:
    for database in databases:
        with (stage / "databases" / f"{database}.sql").open("xb") as target:
            copying.dump(config, database, target)


def _restore_folder(config: Config, domain: str, whole: Path, folder: str, uid: int) -> None:
    """All of it, and nothing that was there besides. The site's own user does it: where the customer has put a link in
    the way, it leads to what is the customer's, too."""
    if not is_folder(folder):
        raise NoBackup("not a folder of a backup")
    _look_for(whole, folder, uid)
    gate = config.site(domain)
    there = str(gate / folder)
    try:
        run(("mkdir", "--parents", "--", there), uid=uid)
    except CommandRefused as error:
        raise NoBackup(f"{folder} is something else now than a folder") from error
    run(("chmod", "--recursive", "u+rwX", "--", there), seconds=SECONDS, uid=uid)
    run(("find", there, "-mindepth", "1", "-delete"), seconds=SECONDS, uid=uid)
    with whole.open("rb") as packed:
        command = ("tar", "--extract", "--gzip", "--preserve-permissions", "-C", str(gate), "--", folder)
        run(command, stdin=packed, seconds=SECONDS, uid=uid)


def _look_for(whole: Path, name: str, uid: int) -> None:
    """Read all of a backup before anything is deleted for it. Raises NoBackup."""
    with whole.open("rb") as packed, tempfile.TemporaryFile() as listed:
        try:
            run(("tar", "--list", "--gzip", "--", name), stdin=packed, stdout=listed, seconds=SECONDS, uid=uid)
        except CommandRefused as error:
            raise NoBackup(f"{name} is not in this backup, or the backup is damaged") from error


def _restore_database(config: Config, whole: Path, database: str, uid: int) -> None:
    with _stage(config, uid) as stage:
        dumped = stage / "databases" / "restored.sql"
        _look_for(whole, f"databases/{database}.sql", uid)
        with whole.open("rb") as packed, dumped.open("xb") as target:
            command = ("tar", "--extract", "--gzip", "--to-stdout", "--", f"databases/{database}.sql")
            run(command, stdin=packed, stdout=target, seconds=SECONDS, uid=uid)
        with dumped.open("rb") as source:
            copying.load(config, database, source, empties=True)


def is_folder(folder: str) -> bool:
    """Whether it is one of FOLDERS or a path below, in the one way to write it."""
    parts = folder.split("/")
    return parts[0] in FOLDERS and all(part not in ("", ".", "..") for part in parts) and "\0" not in folder


@contextlib.contextmanager
def _stage(config: Config, uid: int) -> Iterator[Path]:
    """A directory of the site's user outside the site, empty but for `databases`."""
    stage = config.backups / f".stage-{secrets.token_hex(8)}"
    files.directory(stage, mode=0o700, uid=uid, gid=uid)
    try:
        files.directory(stage / "databases", mode=0o700, uid=uid, gid=uid)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
