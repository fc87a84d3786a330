"""Jobs at the same time in one process."""

from threading import Event

import pytest

from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.kinds import Bench, job
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

    benches = Workbenches({long.name: long, short.name: short}, {Bench.ORDINARY: 2})
    for kind in (long, short):
        kind.enqueue(actor=SYSTEM, owner="login:1")
    benches.start()
    until(lambda: not Job.objects.filter(ended_at=None).exists())
    benches.stop()
    benches.join(20)
    assert {one.state for one in Job.objects.all()} == {Job.State.DONE}


def test_one_customers_long_jobs_leave_a_place_for_the_others() -> None:
    is_over = Event()

    @job("test.long")
    def long(run: Run) -> None:
        assert is_over.wait(20)

    @job("test.theirs")
    def theirs(run: Run) -> None:
        is_over.set()

    benches = Workbenches({long.name: long, theirs.name: theirs})
    for number in range(3):
        long.enqueue(actor=SYSTEM, owner="login:1", customer_number="W000000001", place=f"domain{number}.example")
    theirs.enqueue(actor=SYSTEM, owner="login:2", customer_number="W000000002", place="theirs.example")
    benches.start()
    until(lambda: not Job.objects.filter(ended_at=None).exists(), 20)
    benches.stop()
    benches.join(20)
    assert {one.state for one in Job.objects.all()} == {Job.State.DONE}


@pytest.mark.feature("D4")
def test_three_customers_long_jobs_on_their_sites_keep_no_fourths_and_no_short_one_waiting() -> None:
    is_over, fourth = Event(), Event()

    @job("test.copy", bench=Bench.COPIES)
    def copy(run: Run, *, is_long: bool) -> None:
        if is_long:
            assert is_over.wait(20)
        else:
            fourth.set()

    @job("test.short")
    def short(run: Run) -> None:
        assert fourth.wait(20)
        is_over.set()

    benches = Workbenches({copy.name: copy, short.name: short})
    for number in range(9):  # three domains of each of three customers
        customer = f"W00000000{1 + number % 3}"
        copy.enqueue(actor=SYSTEM, owner="login:1", customer_number=customer, place=f"{number}.example", is_long=True)
    copy.enqueue(actor=SYSTEM, owner="login:4", customer_number="W000000004", place="fourth.example", is_long=False)
    short.enqueue(actor=SYSTEM, owner="login:5")
    benches.start()
    until(lambda: not Job.objects.filter(ended_at=None).exists(), 20)
    benches.stop()
    benches.join(20)
    assert {one.state for one in Job.objects.all()} == {Job.State.DONE}


@pytest.mark.feature("D16")
def test_one_customers_programs_and_scans_keep_nobody_elses_waiting() -> None:
    running, is_over, others = Event(), Event(), Event()

    @job("test.program", bench=Bench.PROGRAMS)
    def program(run: Run, *, is_long: bool) -> None:
        if is_long:
            running.set()
            assert is_over.wait(20)
        else:
            others.set()

    @job("test.scan", bench=Bench.SCANS)
    def scan(run: Run) -> None:
        assert is_over.wait(20)

    @job("test.ordinary")
    def ordinary(run: Run) -> None:
        assert running.wait(20) and others.wait(20)
        is_over.set()

    benches = Workbenches({kind.name: kind for kind in (program, scan, ordinary)})
    for number, is_long in (("W000000001", True), ("W000000001", True), ("W000000002", False)):
        program.enqueue(actor=SYSTEM, owner="login:1", customer_number=number, is_long=is_long)
    for kind in (scan, scan, scan, ordinary):
        kind.enqueue(actor=SYSTEM, owner="login:1")
    benches.start()
    until(lambda: not Job.objects.filter(ended_at=None).exists(), 20)
    benches.stop()
    benches.join(20)
    assert {one.state for one in Job.objects.all()} == {Job.State.DONE}
