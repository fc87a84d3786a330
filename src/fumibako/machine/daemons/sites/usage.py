"""What a site takes on the disk: its files and its databases."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.sites import tree
from fumibako.machine.state.web.database import prefix_of
from fumibako.machine.system.run import CommandFailed, run

COUNTING_SECONDS = 600.0
# Root that may look at everything and is let do nothing else: a folder that a customer has closed (chmod 000) counts,
# and no program of the customer's can end the counting. du reads names and sizes, follows no link and opens no file.
# Where the machine leaves root no DAC_READ_SEARCH (containers), DAC_OVERRIDE does.
_LOOKING = ("setpriv", "--inh-caps=-all", "--bounding-set=-all,+dac_read_search,+dac_override", "--")


def count(config: Config, domain: str, uid: int) -> int:
    """Raises CommandFailed."""
    directories = [config.site(domain) / name for name in tree.FOLDERS]
    prefix = prefix_of(uid - config.site_uid(0))
    return _bytes([*directories, *server.data(config).glob(f"{prefix}*")])


def of_database(config: Config, database: str) -> int:
    """0 where there is none. Raises CommandFailed."""
    return _bytes([server.data(config) / database])


def of_folder(config: Config, domain: str, folder: str, uid: int) -> int:
    """Of one of the site's folders, or a folder or file below one, where the site's user alone looks: links on the way
    there may lead anywhere. 0 where there is nothing. Raises CommandFailed."""
    path = config.site(domain) / folder
    return _bytes([path], None if folder in tree.FOLDERS else uid)


def _bytes(paths: Sequence[Path], uid: int | None = None) -> int:
    """Links are not followed, and a file with several names counts once. What vanishes meanwhile does not count, nor
    what is closed to the user where one is named. Raises CommandFailed."""
    looking = _LOOKING if uid is None else ()
    with tempfile.TemporaryFile() as said:  # a line for each folder that is closed
        listed = run(
            (*looking, "du", "-scxB1", "--", *map(str, paths)),
            stderr=said,
            seconds=COUNTING_SECONDS,
            uid=uid,
            accepted=(0, 1),
        )
    total, is_there, _name = listed.rstrip("\n").rpartition("\n")[2].partition("\t")
    if not is_there:
        raise CommandFailed("du has counted nothing")
    return int(total)


NO_ROOM = "there is no room for it on the web disk"
