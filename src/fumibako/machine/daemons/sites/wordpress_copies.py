"""A WordPress copied within its site: to try changes out, and back over the one that visitors see.

    files       packed and unpacked as the site's user; the target's wp-config.php and .htaccess stay when it is there
    database    dumped and loaded as its own user (mariadb/copying.py)
    addresses   rewritten by wordpress_copy.php, also in what PHP has serialized

Everything of the copy lies aside before anything of the target goes.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import copying
from fumibako.machine.daemons.mariadb.lending import lent
from fumibako.machine.daemons.sites import tree, usage, wordpress
from fumibako.machine.daemons.sites.wordpress import NotInstalled
from fumibako.machine.state.web.database import site_number_of
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandRefused, run

_KEPT = ("wp-config.php", ".htaccess")
_SCRIPT = Path(__file__).with_name("wordpress_copy.php")
_LENT_SECONDS = 3600


@dataclass(frozen=True)
class Installed:
    """Where a WordPress is. folder: below htdocs, "" for htdocs itself."""

    folder: str
    database: str


@dataclass(frozen=True)
class Staging:
    """What a copy to try changes out needs. url: "" for the folder's address at the original's host. password: of its
    new database."""

    url: str
    password: str


@dataclass(frozen=True)
class _Told:
    """What a WordPress's own settings say of it."""

    home: str
    public: str
    prefix: str


def stage(
    config: Config,
    domain: str,
    source: Installed,
    target: Installed,
    staging: Staging,
    left_out: Sequence[str],
    space: int,
) -> None:
    """Copy it into a new folder and an empty database, and keep search engines out of there. left_out: folders below
    htdocs that are something else. space: how many bytes may be added. Raises NoSite, NotInstalled, CommandFailed."""
    uid = _owner(config, domain, source, target)
    with wordpress.alone(domain), _explained():
        told = _look(config, domain, source, uid)
        root = wordpress.root_of(config, domain, target.folder)
        wordpress.clear(root, uid)
        not_copied = (*left_out, target.folder) if not source.folder else ()
        home = staging.url or f"{_origin(told.home)}/{target.folder}"
        try:
            files_of = wordpress.root_of(config, domain, source.folder)
            left = space - _copy_files(files_of, root, uid, config, not_copied, space)
            _copy_database(config, source, target, left)
            _move(config, domain, source, target, uid, (told.home, home), "0", staging.password)
        except BaseException:
            _empty(root, uid)
            raise


def publish(
    config: Config, domain: str, source: Installed, target: Installed, left_out: Sequence[str], space: int
) -> None:
    """Over another one: its files and all of its database. Its address, its settings for search engines, wp-config.php
    and .htaccess stay. What was cut off can be done again. space: how many bytes they may hold beyond what is there.
    Raises NoSite, NotInstalled, CommandFailed."""
    uid, mark = _owner(config, domain, source, target), config.backups / f".publishing-{target.database}"
    with wordpress.alone(domain), _explained():
        told = _look(config, domain, source, uid)
        there = _before(config, domain, target, uid, mark, told)
        if told.prefix != there.prefix:
            raise NotInstalled("the two use different prefixes for their tables")
        root = wordpress.root_of(config, domain, target.folder)
        not_copied = (*left_out, target.folder) if not source.folder else ()
        with wordpress.renewal(root, uid) as new:
            place = root.relative_to(config.site(domain))
            room = space + sum(
                usage.of_folder(config, domain, f"{place}/{each}", uid) for each in wordpress.DIRECTORIES
            )
            files_of = wordpress.root_of(config, domain, source.folder)
            _copy_files(files_of, new, uid, config, (*not_copied, *_KEPT), room)
            wordpress.close_for_visitors(root, uid)
            with _or_as_before(config, target, mark):
                _copy_database(config, source, target, space + usage.of_database(config, target.database))
                _move(config, domain, source, target, uid, (told.home, there.home), there.public, "")
                wordpress.swap(root, uid, wordpress.DIRECTORIES)
        mark.unlink(missing_ok=True)


def _before(config: Config, domain: str, target: Installed, uid: int, mark: Path, told: _Told) -> _Told:
    """What the target says of itself; where an earlier time was cut off, so that its database is the copy's already or
    a part of it, what it said then. Kept in `mark`."""
    noted = _Told(**json.loads(mark.read_bytes())) if mark.is_file() else None
    try:
        there = _look(config, domain, target, uid)
    except (NotInstalled, CommandRefused):
        if noted is None:
            raise
        return noted
    if noted and there.home == told.home:
        return noted
    files.write(mark, json.dumps(asdict(there)).encode(), mode=0o600)
    return there


@contextlib.contextmanager
def _or_as_before(config: Config, target: Installed, mark: Path) -> Iterator[None]:
    """Where what is done fails, the target's database is again what it was."""
    with tempfile.TemporaryFile(dir=config.backups) as before:
        copying.dump(config, target.database, before)
        try:
            yield
        except BaseException:
            before.seek(0)
            copying.load(config, target.database, before, empties=True)
            mark.unlink(missing_ok=True)
            raise


def unstage(config: Config, domain: str, folder: str) -> None:
    """A copy that nobody knows of. Raises NoSite, CommandFailed."""
    uid, root = tree.live_site(config, domain).uid, wordpress.root_of(config, domain, folder)
    with wordpress.alone(domain):
        _empty(root, uid)


def _empty(root: Path, uid: int) -> None:
    run(("find", f"{root}/", "-mindepth", "1", "-delete"), seconds=wordpress.SECONDS, uid=uid)


def _owner(config: Config, domain: str, *places: Installed) -> int:
    """Raises NoSite, NotInstalled."""
    uid = tree.live_site(config, domain).uid
    if any(config.site_uid(site_number_of(place.database)) != uid for place in places):
        raise NotInstalled("this is not a database of the site")
    return uid


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """What a program or the database refuses, in its words."""
    try:
        yield
    except (CommandRefused, copying.Unloadable) as error:
        raise NotInstalled(str(error)[-300:]) from error


def _look(config: Config, domain: str, place: Installed, uid: int) -> _Told:
    root = wordpress.root_of(config, domain, place.folder)
    if not wordpress.is_kind("f", root / "wp-load.php", uid):
        raise NotInstalled("there is no WordPress in the folder")
    told = _ask(config, domain, place, uid, {"step": "look", "root": str(root)})
    try:
        found = _Told(str(told["home"])[:300], str(told["public"])[:5], str(told["prefix"])[:60])
        _origin(found.home)
    except (KeyError, TypeError, ValueError) as error:
        raise NotInstalled("its database does not say where it is") from error
    return found


def _origin(home: str) -> str:
    """Raises ValueError."""
    parts = urlsplit(home)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("not a web address")
    return f"{parts.scheme}://{parts.netloc}"


def _copy_files(source: Path, target: Path, uid: int, config: Config, left_out: Sequence[str], room: int) -> int:
    """Return how many bytes they are. Raises NotInstalled, CommandFailed."""
    names = (*left_out, wordpress.MARK, wordpress.NEW, wordpress.OLD)
    excluded = (f"--exclude=./{name}" for name in names)
    extract = ("tar", "--extract", "--preserve-permissions", "-C", str(target))
    with tempfile.TemporaryFile(dir=config.backups) as packed:
        pack = ("tar", "--create", "--sparse", "--anchored", "--no-wildcards", *excluded, "-C", str(source), "--", ".")
        run(pack, stdout=packed, seconds=wordpress.SECONDS, uid=uid)
        size = _checked_size(packed, room)
        packed.seek(0)
        run(extract, stdin=packed, seconds=wordpress.SECONDS, uid=uid)
    return size


def _checked_size(file: IO[bytes], room: int) -> int:
    """Raises NotInstalled."""
    size = os.fstat(file.fileno()).st_size
    if size > room:
        raise NotInstalled(usage.NO_ROOM)
    return size


def _copy_database(config: Config, source: Installed, target: Installed, room: int) -> None:
    with tempfile.TemporaryFile(dir=config.backups) as dumped:
        copying.dump(config, source.database, dumped)
        _checked_size(dumped, room)
        dumped.seek(0)
        copying.load(config, target.database, dumped, empties=True)


def _move(
    config: Config,
    domain: str,
    source: Installed,
    target: Installed,
    uid: int,
    homes: tuple[str, str],
    public: str,
    password: str,
) -> None:
    """password: "" where wp-config.php and .htaccess stay as they are."""
    roots = [str(wordpress.root_of(config, domain, place.folder)) for place in (source, target)]
    step = {"step": "move", "root": roots[1], "source": roots[0], "homes": homes, "roots": roots}
    _ask(config, domain, target, uid, {**step, "public": public, "new_password": password})


def _ask(config: Config, domain: str, place: Installed, uid: int, step: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises NotInstalled, CommandFailed."""
    with lent(config, place.database, _LENT_SECONDS) as secret:
        given = json.dumps({**step, "database": place.database, "password": secret})
        written = wordpress.php(config, domain, _SCRIPT, given, uid)
    try:
        told = json.loads(written.splitlines()[-1])
    except (ValueError, LookupError, RecursionError) as error:
        raise NotInstalled("its settings cannot be read") from error
    if not isinstance(told, dict):
        raise NotInstalled("its settings cannot be read")
    return told
