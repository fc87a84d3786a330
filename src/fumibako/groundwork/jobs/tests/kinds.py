"""Jobs to try, and how they are run without the background process."""

from collections.abc import Callable

from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import running, services
from fumibako.groundwork.jobs.kinds import JobKind, job
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.running import Cancelled, Run
from fumibako.groundwork.rules import Refused

PERSON = Actor(Kind.ADMINISTRATOR, "administrator@sample.example", "203.0.113.9")
OWNER = "login:1"


class Unwanted(Refused):
    code = "unwanted"
    message = "Not like this."


@job("test.count", label="Counting", page="adminmenu:accounts", is_interactive=True)
def count(run: Run, *, rows: int) -> None:
    """An audit entry per row; they have no constraint that would hide a row that is done twice."""
    try:
        for number in run.remaining(range(rows)):
            with run.step():
                record(SYSTEM, "test.row", str(number), job=str(run.job.pk))
                run.note(number, "counted")
    except Cancelled:
        run.save_result("counted.txt", b"some")
        raise
    run.save_result("counted.txt", b"all")


@job("test.refuse")
def refuse(run: Run) -> None:
    raise Unwanted


@job("test.break")
def break_down(run: Run, *, at: int) -> None:
    for number in run.remaining(range(10)):
        with run.step():
            record(SYSTEM, "test.row", str(number))
            if number == at:
                raise ZeroDivisionError


KINDS: dict[str, JobKind] = {kind.name: kind for kind in (count, refuse, break_down)}


def enqueue(rows: int = 10, owner: str = OWNER, place: str = "") -> Job:
    return count.enqueue(actor=PERSON, owner=owner, customer_number="W000000001", place=place, rows=rows)


def take(holder: str) -> Job:
    job = services.take(holder)
    assert job is not None
    return job


def run_next(holder: str = "me", gives_way: Callable[[], bool] = lambda: False) -> Job | None:
    """The job as it is afterwards; None where it left no row."""
    job = take(holder)
    running.run(job, holder, KINDS, gives_way)
    return Job.objects.filter(pk=job.pk).first()
