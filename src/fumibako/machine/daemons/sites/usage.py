"""What a site takes on the disk: its files and its databases."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.sites import tree
from fumibako.machine.state.web.database import prefix_of
from fumibako.machine.system.run import CommandRefused, run

COUNTING_SECONDS = 600.0


def count(config: Config, domain: str, uid: int) -> int:
    """Raises CommandFailed."""
    directories = [str(config.site(domain) / name) for name in tree.FOLDERS]
    prefix = prefix_of(uid - config.site_uid(0))
    databases = [str(path) for path in server.data(config).glob(f"{prefix}*")]
    return _bytes(directories, uid) + (_bytes(databases, config.uids.mariadb) if databases else 0)


def of_database(config: Config, database: str) -> int:
    """0 where there is none. Raises CommandFailed."""
    path = server.data(config) / database
    return _bytes([str(path)], config.uids.mariadb) if path.is_dir() else 0


def of_path(path: Path, uid: int) -> int:
    """What the site's user sees there; 0 where there is nothing. Raises CommandFailed."""
    with contextlib.suppress(CommandRefused):
        return _bytes([str(path)], uid)
    return 0


def _bytes(directories: Sequence[str], uid: int) -> int:
    """Links are not followed, and a file with several names counts once. Raises CommandFailed."""
    listed = run(("du", "-scxB1", "--", *directories), seconds=COUNTING_SECONDS, uid=uid)
    return int(listed.splitlines()[-1].split("\t")[0])


UNKNOWN = 1 << 62
"""Where nobody knows how much room a contract has, nobody is kept from working."""
NO_ROOM = "there is no room for it on the web disk"
