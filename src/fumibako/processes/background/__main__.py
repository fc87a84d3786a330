"""python -m fumibako.processes.background: jobs, chores and the schedule, when woken and every few seconds."""

import os
import signal
import sys
from pathlib import Path
from threading import Event

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumibako.project.settings")
django.setup()

from fumibako.chapters.features import jobs  # noqa: E402 after django.setup
from fumibako.groundwork.jobs.services import wake  # noqa: E402 after django.setup
from fumibako.machine.system.waking import Bell  # noqa: E402 after django.setup
from fumibako.processes.background.chores import CHORES, SCHEDULE, seconds_to_next  # noqa: E402 after django.setup
from fumibako.processes.background.working import LOOK_SECONDS, Workbenches, ask, do_chores  # noqa: E402 after django.setup

STOP_SECONDS = 15.0
NICENESS = 10  # jobs calculate for minutes; mail and changes come first


def main() -> int:
    os.nice(NICENESS)
    path: Path = settings.FUMIBAKO.background_socket
    bell = Bell(path)
    benches = Workbenches({**jobs(), **{entry.kind.name: entry.kind for entry in SCHEDULE}})
    stopping = Event()

    def stop(number: int, frame: object) -> None:
        stopping.set()
        benches.stop()
        wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    benches.start()
    while not stopping.is_set():
        do_chores(CHORES)
        path.with_name("looked").touch()
        bell.wait(ask(seconds_to_next, LOOK_SECONDS))
        if not stopping.is_set() and not benches.are_alive():
            return 1  # the fault is in the log; a new process begins anew
        benches.wake()
    benches.join(STOP_SECONDS)
    return 0


sys.exit(main())
