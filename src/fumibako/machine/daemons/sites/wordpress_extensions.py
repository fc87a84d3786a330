"""Plugins and themes of a WordPress: which there are, which are old, and updating them by WordPress's own program.

WordPress asks its own source and fetches from there, as it does when its administrator presses the button. What it
answers is written by PHP that the customer can change: it is data, and checked.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites import tree, wordpress
from fumibako.machine.daemons.sites.wordpress import PHP, NotInstalled
from fumibako.machine.system.run import CommandRefused

KINDS = ("plugin", "theme")
MAX_FOUND = 300
MAX_NAME, MAX_VERSION = 100, 30
_SCRIPT = Path(__file__).with_name("wordpress_extensions.php")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,99}(?:/[A-Za-z0-9._ -]{1,100})?")


@dataclass(frozen=True)
class Extension:
    """key: what WordPress calls it, the path of its main file or its folder. newest: "" where it is the newest, or
    where nobody knows."""

    kind: str
    key: str
    name: str
    version: str
    newest: str
    is_active: bool


@dataclass(frozen=True)
class Looked:
    """is_known: whether WordPress's source has answered. not_updated: keys of what was not updated."""

    extensions: tuple[Extension, ...]
    is_known: bool
    not_updated: tuple[str, ...]


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None and ".." not in text


def look(config: Config, domain: str, folder: str, update: Sequence[tuple[str, str]]) -> Looked:
    """update: kinds and keys of what is brought to its newest version first. Raises NoSite, NotInstalled,
    CommandFailed."""
    uid, root = tree.live_site(config, domain).uid, wordpress.root_of(config, domain, folder)
    with wordpress.alone(domain):
        if not wordpress.is_kind("f", root / "wp-load.php", uid):
            raise NotInstalled("there is no WordPress in the folder")
        given = json.dumps({"root": str(root), "update": [list(each) for each in update]})
        try:
            return looked(wordpress.php(config, domain, _SCRIPT, given, uid))
        except CommandRefused as error:
            raise NotInstalled(str(error)[-300:]) from error
        finally:
            tree.end_processes(uid, Path(PHP).name)


def looked(written: bytes) -> Looked:
    """What the script says in its last line. Raises NotInstalled."""
    try:
        told: Mapping[str, Any] = json.loads(written.splitlines()[-1])
        found = [_extension(each) for each in told["found"][:MAX_FOUND]]
        failed = tuple(key for key in told["not_updated"] if isinstance(key, str) and is_key(key))
        return Looked(tuple(each for each in found if each), told["is_known"] is True, failed)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotInstalled("it did not say which plugins and themes it has") from error


def _extension(told: object) -> Extension | None:
    """None: it has a name that cannot be asked for."""
    if not isinstance(told, list) or len(told) != 6 or not all(isinstance(each, str) for each in told[:5]):
        return None
    kind, key, *texts = told[:5]
    if kind not in KINDS or not is_key(key):
        return None
    name, version, newest = ("".join(filter(str.isprintable, text)) for text in texts)
    return Extension(kind, key, name[:MAX_NAME] or key, version[:MAX_VERSION], newest[:MAX_VERSION], told[5] is True)
