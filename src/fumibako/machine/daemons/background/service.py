"""The background process, as a supervised process."""

import time

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.countries import control as countries
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.wordpress import control as wordpress
from fumibako.machine.provision.service import Condition, Health, Process
from fumibako.machine.system import files

SILENT_SECONDS = 300  # longer than Postfix may take to answer for one notice


class Background(Quiet):
    name = "background"

    def health(self, config: Config) -> Health:
        """It notes each round of chores by the time of a file."""
        mark = config.background_socket.with_name("looked")
        if not mark.exists():
            return Health(Condition.DOWN, "has not looked for work yet")
        silent = int(time.time() - mark.stat().st_mtime)
        if silent > SILENT_SECONDS:
            return Health(Condition.DOWN, f"has not looked for work for {silent} s")
        return Health(Condition.OK)

    def process(self, config: Config) -> Process:
        uids = config.uids
        groups = (uids.control, "www-data", "clamav")  # the cabinet's files, and the scanner that is asked about them
        return own.process(config, "background", uid=uids.background, groups=groups, priority=40)

    def prepare(self, config: Config) -> None:
        """The web stores what was uploaded and serves what became of it: the group is theirs."""
        uids = config.uids
        files.directory(config.background_socket.parent, uid=uids.background, gid=uids.control)
        files.directory(countries.path(config).parent, uid=uids.background, gid=uids.control)
        files.directory(wordpress.path(config).parent, uid=uids.background, gid=uids.control)
        files.directory(config.archive_index, mode=0o2750, uid=uids.background, gid=uids.control)
        files.directory(config.jobs, mode=0o2770, uid=uids.background, gid=uids.control)
        # Files of the cabinet: web and background make and delete them, nginx reads those whose key it is told.
        files.directory(config.cabinet, mode=0o771, uid=uids.background, gid=uids.control)
