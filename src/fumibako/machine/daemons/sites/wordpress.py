"""WordPress put into a site and updated there, as the site's own user: the files, then its own set-up."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from fumibako.machine.conf import Config
from fumibako.machine.daemons.phpfpm.control import DISABLED, MAX_PROCESSES
from fumibako.machine.daemons.sites import tree
from fumibako.machine.daemons.wordpress.control import (
    MAX_VERSION_FILE,
    PACKAGE,
    TOP,
    Release,
    is_newer,
    newest,
    version_in,
)
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

PHP = "/usr/bin/php8.2"
SECONDS = 300.0
CPU_SECONDS = 120
MAX_SAID = 1 << 20
MAX_OF_PAGE = 65536
LIMITS = (f"--as={1 << 30}", f"--fsize={64 << 20}", "--core=0", "--nofile=1024", f"--nproc={MAX_PROCESSES}")
_SET_UP = Path(__file__).with_name("wordpress_install.php")
_UPDATE = Path(__file__).with_name("wordpress_update.php")
CORE = ("wp-admin", "wp-includes")
DIRECTORIES = (*CORE, "wp-content")
_FILES = ("wp-*.php", "index.php", "xmlrpc.php", "license.txt", "readme.html", ".htaccess", ".maintenance")
MARK, NEW, OLD = ".maintenance", ".wordpress-new", ".wordpress-old"
_AT_WORK: set[str] = set()
_TURN = Lock()
# Debian's configuration is the machine's; of the languages a site needs its own.
_LEFT_OUT = ("wp-config.php", ".htaccess", "wp-content")


VALUES = ("url", "title", "login", "email", "password", "database", "database_password")
_VERSION = re.compile(r"[0-9][0-9A-Za-z.+~-]{0,19}")
_WORD = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def is_word(folder: str) -> bool:
    """Whether a folder for it can be called so."""
    return _WORD.fullmatch(folder) is not None


class NotInstalled(ValueError):
    """It cannot be put there; the message says why."""


def root_of(config: Config, domain: str, folder: str) -> Path:
    return config.site(domain) / "htdocs" / folder if folder else config.site(domain) / "htdocs"


def install(config: Config, domain: str, folder: str, wanted: Mapping[str, str]) -> str:
    """folder: below htdocs, "" for htdocs itself. wanted: what wordpress_install.php reads. Return the version. Raises
    NoSite, NotInstalled, CommandFailed; then nothing is left of it."""
    uid = tree.live_site(config, domain).uid
    root = root_of(config, domain, folder)
    with alone(domain):
        clear(root, uid)
        try:
            _unpack(newest(config), root, uid, is_new=True)
            return _run(config, domain, _SET_UP, {**wanted, "root": str(root)}, uid)
        except BaseException:
            _take_away(root, uid, keeps_folder=not folder)
            raise


def remove(config: Config, domain: str, folder: str) -> None:
    """WordPress's files with what was uploaded into it; nothing else in the folder. Raises NoSite, CommandFailed."""
    uid, root = tree.live_site(config, domain).uid, root_of(config, domain, folder)
    with alone(domain):
        if is_kind("d", root, uid):
            _take_away(root, uid, keeps_folder=not folder)


def _take_away(root: Path, uid: int, *, keeps_folder: bool) -> None:
    names = [part for name in (*DIRECTORIES, *_FILES) for part in ("-o", "-name", name)][1:]
    inside = ("find", f"{root}/", "-mindepth", "1", "-maxdepth", "1")
    run((*inside, "(", *names, ")", "-exec", "rm", "-rf", "--", "{}", "+"), seconds=SECONDS, uid=uid)
    if not keeps_folder:
        run(("rmdir", "--ignore-fail-on-non-empty", "--", str(root)), uid=uid)
    elif not run((*inside, "-print", "-quit"), uid=uid):
        run(("tee", "--", str(root / "index.html")), stdin=tree.first_page(), uid=uid)


def update(config: Config, domain: str, folder: str) -> str:
    """To the newest version: WordPress's own files anew, then its database; plugins, themes and what was uploaded stay.
    Visitors are told meanwhile. Return the version. Raises NoSite, NotInstalled, CommandFailed."""
    with alone(domain):
        uid, release = tree.live_site(config, domain).uid, newest(config)
        root = root_of(config, domain, folder)
        _check_older(root, uid, release)
        try:
            with renewal(root, uid) as new:
                _unpack(release, new, uid, is_new=False)
                swap(root, uid, CORE)
                return _run(config, domain, _UPDATE, {"root": str(root)}, uid)
        except CommandRefused as error:
            raise NotInstalled(str(error)[-300:]) from error


@contextmanager
def alone(domain: str) -> Iterator[None]:
    """The background process that asked for an update may be another one by now, and ask again. Raises
    CommandFailed."""
    with _TURN:
        if domain in _AT_WORK:
            raise CommandFailed(f"the WordPress of {domain} is being changed already")
        _AT_WORK.add(domain)
    try:
        yield
    finally:
        _AT_WORK.discard(domain)


def _check_older(root: Path, uid: int, release: Release) -> None:
    """Older files with a newer database would not work. Raises NotInstalled."""
    if not is_kind("f", root / "wp-load.php", uid):
        raise NotInstalled("there is no WordPress in the folder")
    version = root / "wp-includes" / "version.php"
    if is_kind("f", version, uid):
        text = run(("head", f"--bytes={MAX_VERSION_FILE}", "--", str(version)), uid=uid).encode()
        if is_newer(found := version_in(text), release.version):
            raise NotInstalled(f"it is {found} already, and {release.version} is older")


@contextmanager
def renewal(root: Path, uid: int) -> Iterator[Path]:
    """A folder for what is to come. Everything is there before anything goes, so that what is cut off can be done
    again. Raises CommandFailed."""
    new, old = root / NEW, root / OLD
    run(("rm", "-rf", "--", str(new), str(old)), seconds=SECONDS, uid=uid)
    run(("mkdir", "--", str(new), str(old)), uid=uid)
    try:
        yield new
    finally:
        run(("rm", "-rf", "--", *(str(root / name) for name in (MARK, NEW, OLD))), seconds=SECONDS, uid=uid)


def close_for_visitors(root: Path, uid: int) -> None:
    """WordPress itself tells them, for as long as the renewal lasts."""
    run(("tee", "--", str(root / MARK)), stdin="<?php $upgrading = time();\n", uid=uid)


def swap(root: Path, uid: int, directories: Sequence[str]) -> None:
    """What the renewal has takes its place: these directories as a whole, everything else file by file. Where that
    fails, the directories are those from before. Raises CommandFailed."""
    new, old = root / NEW, root / OLD
    close_for_visitors(root, uid)
    copy = ("cp", "--recursive", "--no-dereference", "--remove-destination", "--no-target-directory")
    try:
        for name in directories:
            if is_kind("d", root / name, uid):
                run(("mv", "--no-target-directory", "--", str(root / name), str(old / name)), uid=uid)
            if is_kind("d", new / name, uid):
                run(("mv", "--no-target-directory", "--", str(new / name), str(root / name)), uid=uid)
        run((*copy, "--", str(new), str(root)), seconds=SECONDS, uid=uid)
    except BaseException:
        for name in directories:
            if is_kind("d", old / name, uid):
                run(("rm", "-rf", "--", str(root / name)), seconds=SECONDS, uid=uid)
                run(("mv", "--no-target-directory", "--", str(old / name), str(root / name)), uid=uid)
        raise


def is_kind(kind: str, path: Path, uid: int) -> bool:
    """kind: as find -type has it; not a link to one."""
    return bool(run(("find", str(path), "-maxdepth", "0", "-type", kind), uid=uid, accepted=(0, 1)).strip())


def _unpack(release: Release, root: Path, uid: int, *, is_new: bool) -> None:
    """is_new: with themes and plugins, which an update leaves alone. Raises CommandRefused, CommandFailed."""
    extract = ("tar", "--extract", "--no-same-permissions", "--no-same-owner", "-C", str(root))
    if release.archive:
        kept = ("wp-content/themes", "wp-content/plugins", "wp-content/index.php")
        names = (".htaccess", "wp-config.php", *(() if is_new else kept))
        left_out = tuple(f"--exclude={TOP}/{name}" for name in names)
        with open(release.archive, "rb", opener=_opener) as packed:
            run(
                (*extract, "--gzip", "--strip-components=1", *left_out, "--", TOP),
                stdin=packed,
                seconds=SECONDS,
                uid=uid,
            )
        return
    copied = [name for name in _names() if is_new or not name.startswith(("wp-content/themes", "wp-content/plugins"))]
    with tempfile.TemporaryFile() as packed:
        run(("tar", "--create", "--dereference", "-C", str(PACKAGE), "--", *copied), stdout=packed, seconds=SECONDS)
        packed.seek(0)
        run(extract, stdin=packed, seconds=SECONDS, uid=uid)


def _opener(path: str, flags: int) -> int:
    """Another process than root wrote it: no link is followed."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _run(config: Config, domain: str, script: Path, given: Mapping[str, str], uid: int) -> str:
    """Return the version that it names. Raises NotInstalled, CommandFailed."""
    try:
        return _version(php(config, domain, script, json.dumps(given), uid))
    except CommandRefused as error:
        raise NotInstalled(f"its own set-up failed: {str(error)[-300:]}") from error
    finally:
        tree.end_processes(uid, Path(PHP).name)


def php(config: Config, domain: str, script: Path, given: str, uid: int) -> bytes:
    """What it writes, at most MAX_SAID of it. The customer can change its PHP while it runs: it may do what the site's
    PHP may (phpfpm/render.py), and no more. Raises CommandRefused, CommandFailed."""
    home = config.site(domain)
    settings = {
        "mysqli.default_socket": config.mariadb_socket,
        "display_errors": "stderr",
        "open_basedir": f"{home}/:/usr/share/php/:{script.resolve()}",
        "sys_temp_dir": str(home / "tmp"),
        "disable_functions": ",".join(DISABLED),
        "sendmail_path": "/bin/false",
        "memory_limit": "256M",
        "max_execution_time": CPU_SECONDS,
    }
    options = (part for name, value in settings.items() for part in ("-d", f"{name}={value}"))
    command = ("prlimit", *LIMITS, "--", PHP, *options, "-f", str(script))
    with tempfile.TemporaryFile() as written, tempfile.TemporaryFile() as said:
        run(command, stdin=given, stdout=written, stderr=said, seconds=SECONDS, uid=uid)
        return os.pread(written.fileno(), MAX_SAID, 0)


def _version(written: bytes) -> str:
    """In the last line of it. Raises NotInstalled."""
    try:
        version = json.loads(written.splitlines()[-1])["version"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotInstalled("its own set-up ended with something else than its version") from error
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise NotInstalled("its own set-up named no version")
    return version


def clear(root: Path, uid: int) -> None:
    """A folder that is new, empty or has nothing but the site's first page. Raises NotInstalled."""
    inside, index = ("find", f"{root}/", "-mindepth", "1", "-maxdepth", "1"), root / "index.html"
    is_index = ("-name", index.name, "-type", "f")
    try:
        run(("mkdir", "--parents", "--", str(root)), uid=uid)
        others = run((*inside, "!", "(", *is_index, ")", "-print", "-quit"), uid=uid)
        has_index = run((*inside, *is_index, "-print", "-quit"), uid=uid)
    except CommandRefused as error:
        raise NotInstalled("this is something else than a folder") from error
    if others or (has_index and not _is_first_page(index, uid)):
        raise NotInstalled("the folder is not empty")
    if has_index:
        run(("rm", "--", str(index)), uid=uid)


def _is_first_page(path: Path, uid: int) -> bool:
    return tree.is_first_page(run(("head", f"--bytes={MAX_OF_PAGE}", "--", str(path)), uid=uid))


def _names() -> list[str]:
    languages = PACKAGE / "wp-content" / "languages"
    themes = ("wp-content/themes", "wp-content/plugins")
    japanese = (f"wp-content/languages/{path.name}" for path in languages.iterdir() if _is_japanese(path.name))
    rest = (path.name for path in PACKAGE.iterdir() if path.name not in _LEFT_OUT)
    return [*sorted(rest), *(name for name in themes if (PACKAGE / name).is_dir()), *sorted(japanese)]


def _is_japanese(name: str) -> bool:
    """ja.mo, admin-ja.mo, ja-0a1b….json"""
    return name.endswith(("-ja.mo", "-ja.po")) or name in ("ja.mo", "ja.po") or "ja-" in name
