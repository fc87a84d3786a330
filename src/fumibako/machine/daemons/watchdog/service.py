"""The watchdog as a supervised process."""

import time

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, Health, Process
from fumibako.machine.system import files

SILENT_SECONDS = 60


class Watchdog(Quiet):
    name = "watchdog"

    def health(self, config: Config) -> Health:
        try:
            silent = int(time.time() - config.health_file.stat().st_mtime)
        except OSError:
            return Health(Condition.DOWN, "has not looked at anything yet")
        if silent > SILENT_SECONDS:
            return Health(Condition.DOWN, f"has not looked at anything for {silent} s")
        return Health(Condition.OK)

    def process(self, config: Config) -> Process:
        """www-data: the group by which nginx, too, reaches the web; the others: the scanners' sockets."""
        groups = ("www-data", "clamav", "debian-spamd", "_rspamd")
        return own.process(config, "watchdog", uid=config.uids.watchdog, groups=groups, priority=90)

    def prepare(self, config: Config) -> None:
        uid = config.uids.watchdog
        files.directory(config.health_file.parent, uid=uid, gid=uid)
        config.health_file.unlink(missing_ok=True)
