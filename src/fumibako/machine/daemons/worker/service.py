"""The worker as a supervised process."""

import time

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, Health, Process
from fumibako.machine.system import files

SILENT_SECONDS = 120


class Worker(Quiet):
    name = "worker"

    def health(self, config: Config) -> Health:
        """It notes each look at the outbox by the time of a file."""
        mark = config.worker_socket.with_name("looked")
        if not mark.exists():
            return Health(Condition.DOWN, "has not looked at the outbox yet")
        silent = int(time.time() - mark.stat().st_mtime)
        if silent > SILENT_SECONDS:
            return Health(Condition.DOWN, f"has not looked at the outbox for {silent} s")
        return Health(Condition.OK)

    def process(self, config: Config) -> Process:
        uids = config.uids
        return own.process(config, "worker", uid=uids.worker, groups=(uids.control,), priority=20)

    def prepare(self, config: Config) -> None:
        files.directory(config.worker_socket.parent, uid=config.uids.worker, gid=config.uids.control)
