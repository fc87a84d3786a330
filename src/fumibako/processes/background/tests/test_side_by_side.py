"""Jobs at the same time in one process."""

from threading import Event

import pytest

from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.running import Run
from fumibako.processes.background.working import Workbenches
from tests.journeys.clients import until

pytestmark = [pytest.mark.feature("B13"), pytest.mark.django_db(transaction=True)]


def test_a_long_job_keeps_no_other_waiting() -> None:
    begun, is_over = Event(), Event()

    @job("test.long")
    def long(run: Run) -> None:
        with run.step():
            begun.set()
        assert is_over.wait(20)

    @job("test.short")
    def short(run: Run) -> None:
        assert begun.wait(20)
        is_over.set()

    benches = Workbenches({long.name: long, short.name: short}, 2)
    for kind in (long, short):
        kind.enqueue(actor=SYSTEM, owner="login:1")
    benches.start()
    until(lambda: not Job.objects.filter(ended_at=None).exists())
    benches.stop()
    benches.join(20)
    assert {one.state for one in Job.objects.all()} == {Job.State.DONE}
