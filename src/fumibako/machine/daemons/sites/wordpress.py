"""WordPress put into a site, as the site's own user: files of Debian's package, then its own set-up."""

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites import tree
from fumibako.machine.system.run import CommandRefused, run

SOURCE = Path("/usr/share/wordpress")
PHP = "/usr/bin/php8.2"
SECONDS = 300.0
_SET_UP = Path(__file__).with_name("wordpress_install.php")
# Debian's configuration is the machine's; of the languages a site needs its own.
_LEFT_OUT = ("wp-config.php", ".htaccess", "wp-content")


VALUES = ("url", "title", "login", "email", "password", "database", "database_password")
_WORD = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def is_word(folder: str) -> bool:
    """Whether a folder for it can be called so."""
    return _WORD.fullmatch(folder) is not None


class NotInstalled(ValueError):
    """It cannot be put there; the message says why."""


def install(config: Config, domain: str, folder: str, wanted: Mapping[str, str]) -> str:
    """folder: below htdocs, "" for htdocs itself. wanted: what wordpress_install.php reads. Return the version. Raises
    NoSite, NotInstalled, CommandFailed."""
    uid = tree.live_site(config, domain).uid
    root = config.site(domain) / "htdocs" / folder if folder else config.site(domain) / "htdocs"
    _clear(root, uid)
    with tempfile.TemporaryFile() as packed:
        run(("tar", "--create", "--dereference", "-C", str(SOURCE), "--", *_names()), stdout=packed, seconds=SECONDS)
        packed.seek(0)
        run(("tar", "--extract", "--no-same-permissions", "-C", str(root)), stdin=packed, seconds=SECONDS, uid=uid)
    command = (
        PHP,
        "-d",
        f"mysqli.default_socket={config.mariadb_socket}",
        "-d",
        "display_errors=stderr",
        "-f",
        str(_SET_UP),
    )
    try:
        said = run(command, stdin=json.dumps({**wanted, "root": str(root)}), seconds=SECONDS, uid=uid)
    except CommandRefused as error:
        raise NotInstalled(f"its own set-up failed: {str(error)[-300:]}") from error
    version: str = json.loads(said.splitlines()[-1])["version"]
    return version


def _clear(root: Path, uid: int) -> None:
    """A folder that is new, empty or has nothing but the site's first page. Raises NotInstalled."""
    try:
        run(("mkdir", "--parents", "--", str(root)), uid=uid)
        there = run(("find", f"{root}/", "-mindepth", "1", "-maxdepth", "1", "-print0"), uid=uid).split("\0")[:-1]
    except CommandRefused as error:
        raise NotInstalled("this is something else than a folder") from error
    index = root / "index.html"
    if there == [str(index)] and tree.is_first_page(run(("cat", "--", str(index)), uid=uid)):
        run(("rm", "--", str(index)), uid=uid)
    elif there:
        raise NotInstalled("the folder is not empty")


def _names() -> list[str]:
    languages = SOURCE / "wp-content" / "languages"
    themes = ("wp-content/themes", "wp-content/plugins")
    japanese = (f"wp-content/languages/{path.name}" for path in languages.iterdir() if _is_japanese(path.name))
    rest = (path.name for path in SOURCE.iterdir() if path.name not in _LEFT_OUT)
    return [*sorted(rest), *(name for name in themes if (SOURCE / name).is_dir()), *sorted(japanese)]


def _is_japanese(name: str) -> bool:
    """ja.mo, admin-ja.mo, ja-0a1b….json"""
    return name.endswith(("-ja.mo", "-ja.po")) or name in ("ja.mo", "ja.po") or "ja-" in name
