"""python -m fumibako.processes.worker: publish what is pending, when woken and every 30 seconds; in between, compare
what is live with what is wanted. At the start, try again what was refused: this version may accept it."""

import logging
import os
import time
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumibako.project.settings")
django.setup()

from fumibako.groundwork.publish.services import retry_all_refused  # noqa: E402 after django.setup
from fumibako.machine.provision.client import AgentDown  # noqa: E402 after django.setup
from fumibako.machine.system.waking import Bell  # noqa: E402 after django.setup
from fumibako.processes.worker.publishing import publish_pending  # noqa: E402 after django.setup
from fumibako.processes.worker.reconciling import Round  # noqa: E402 after django.setup

log = logging.getLogger("worker")
LOOK_SECONDS = 30.0
RETRY_SECONDS = 1.0


def main() -> None:
    path: Path = settings.FUMIBAKO.worker_socket
    bell = Bell(path)
    comparing, compared_at = Round(), 0.0
    has_retried = False
    while True:
        wait = LOOK_SECONDS
        try:
            close_old_connections()
            if not has_retried:
                log.info("refused changes tried again: %d", retry_all_refused())
                has_retried = True
            is_more = True
            while is_more:
                is_more = bool(publish_pending())
                path.with_name("looked").touch()  # also in the middle of thousands: that is work, no silence
            started = time.monotonic()
            if comparing.is_hurried or started > compared_at + LOOK_SECONDS:
                comparing.step()
                compared_at = time.monotonic()
                if comparing.is_hurried:
                    # Half of a core at most, unless mail waits for it.
                    wait = 0.0 if comparing.filling else compared_at - started
            if comparing.filled:
                comparing.finish()
                wait = RETRY_SECONDS if comparing.filled else wait
        except (AgentDown, DatabaseError) as error:
            log.warning("later: %s", error)
            connection.close()
            wait = RETRY_SECONDS
        bell.wait(wait)


main()
