"""A background process with one kind of job, for tests that kill it: python -m … NUMBER_OF_ROWS enqueues one and ends,
without a number it works until it is killed. Leases are short, so that others take over soon."""

import sys
from datetime import timedelta

import django

django.setup()

from fumibako.groundwork.jobs import leases  # noqa: E402 after django.setup
from fumibako.groundwork.jobs.models import Job  # noqa: E402 after django.setup
from fumibako.groundwork.jobs.tests.kinds import KINDS, enqueue  # noqa: E402 after django.setup
from fumibako.processes.background import working  # noqa: E402 after django.setup

leases.LEASE = timedelta(seconds=1)
working.LOOK_SECONDS = 0.1


def main() -> None:
    if rows := sys.argv[1:]:
        enqueue(int(rows[0]))
        return
    bench = working.Workbench(KINDS)
    while Job.objects.filter(ended_at=None).exists():
        bench.woken.set()
        bench.run_next() or bench.woken.wait(0.1)


main()
