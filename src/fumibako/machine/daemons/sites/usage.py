"""What a site takes on the disk: its files and its databases."""

from collections.abc import Sequence

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.sites import tree
from fumibako.machine.state.web.database import prefix_of
from fumibako.machine.system.run import run

COUNTING_SECONDS = 600.0


def count(config: Config, domain: str, uid: int) -> int:
    """Raises CommandFailed."""
    directories = [str(config.site(domain) / name) for name in tree.FOLDERS]
    prefix = prefix_of(uid - config.site_uid(0))
    databases = [str(path) for path in server.data(config).glob(f"{prefix}*")]
    return _bytes(directories, uid) + (_bytes(databases, config.uids.mariadb) if databases else 0)


def _bytes(directories: Sequence[str], uid: int) -> int:
    """Links are not followed, and a file with several names counts once. Raises CommandFailed."""
    listed = run(("du", "-scxB1", "--", *directories), seconds=COUNTING_SECONDS, uid=uid)
    return int(listed.splitlines()[-1].split("\t")[0])
