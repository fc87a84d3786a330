"""Looking at the use of web disks, again and again (D1)."""

import logging

from fumibako.chapters.hosting.sites.web_disk import watch_all
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run

log = logging.getLogger("fumibako.web_disk")


@job("sites.watch_web_disks")
def watch_web_disks(run: Run) -> None:
    log.info("contracts told of their web disk: %d", watch_all(run.breathe))
