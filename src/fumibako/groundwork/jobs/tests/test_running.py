"""A job from its enqueuing to its end, and what happens when it is stopped on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from fumibako.groundwork.audit.actor import SYSTEM, Actor
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import files, services
from fumibako.groundwork.jobs.leases import LEASE, MAX_ATTEMPTS
from fumibako.groundwork.jobs.models import Job, Line
from fumibako.groundwork.jobs.queries import is_waited_for, outcomes, remaining_time
from fumibako.groundwork.jobs.running import Cancelled, GaveWay, LeaseLost, Run
from fumibako.groundwork.jobs.tests.kinds import PERSON, break_down, count, enqueue, refuse, run_next, take

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
Later = Callable[[timedelta], None]


def rows() -> list[int]:
    return sorted(int(entry.subject) for entry in Entry.objects.filter(action="test.row"))


def after(steps: int) -> Callable[[], bool]:
    """Gives way after that many steps."""
    seen = iter(range(steps))
    return lambda: next(seen, None) is None


def test_a_job_does_each_row_and_offers_its_result() -> None:
    enqueue()
    job = run_next()
    assert job is not None
    assert (job.state, job.done, job.total, job.result_name) == (Job.State.DONE, 10, 10, "counted.txt")
    assert rows() == list(range(10))
    assert outcomes(job) == [("counted", 10)]
    assert files.read(str(job.pk)) == b"all"


def test_a_result_is_readable_by_its_own_group_only(state: Path) -> None:
    enqueue()
    job = run_next()
    assert job is not None
    assert (state / "jobs" / str(job.pk)).stat().st_mode & 0o777 == 0o640


def test_what_was_made_for_a_job_goes_when_it_is_cancelled_before_it_began_and_only_then() -> None:
    undone: list[object] = []

    def undo(*, actor: Actor, rows: int) -> None:
        undone.append((actor, rows))

    waiting, begun = enqueue(), enqueue()
    services.cancel(actor=PERSON, job=waiting, undo=undo)
    services.cancel(actor=PERSON, job=waiting, undo=undo)
    assert undone == [(PERSON, 10)]
    assert take("me") == begun
    services.cancel(actor=PERSON, job=begun, undo=undo)
    assert len(undone) == 1


def test_a_job_that_is_enqueued_in_a_change_that_fails_does_not_exist() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        enqueue()
        raise ZeroDivisionError
    assert services.take("me") is None


def test_wrong_arguments_are_noticed_where_the_job_is_enqueued() -> None:
    with pytest.raises(TypeError):
        count.enqueue(actor=PERSON, lines=3)


def test_a_job_that_gave_way_goes_on_where_it_was() -> None:
    enqueue()
    stopped = run_next(gives_way=after(4))
    assert stopped is not None
    assert (stopped.state, stopped.done, stopped.lease_holder) == (Job.State.QUEUED, 4, "")
    run_next("somebody else")
    assert rows() == list(range(10))


def test_a_job_whose_process_died_is_taken_over_when_its_lease_has_ended(later: Later) -> None:
    enqueue()
    job = take("dead")
    with Run(job, "dead", lambda: False).step():
        pass
    later(LEASE - timedelta(seconds=1))
    assert services.take("alive") is None
    later(LEASE + timedelta(seconds=1))
    assert take("alive").done == 1


def test_a_process_that_was_believed_dead_writes_nothing_more(later: Later) -> None:
    enqueue()
    old = Run(take("old"), "old", lambda: False)
    later(LEASE + timedelta(seconds=1))
    new = Run(take("new"), "new", lambda: False)
    with new.step():
        pass
    with pytest.raises(LeaseLost), old.step():
        Line.objects.create(job=old.job, number=1, outcome="must not be")
    with pytest.raises(LeaseLost):
        old.save_result("x", b"")
    assert not Line.objects.exists()


def test_a_step_that_fails_leaves_neither_row_nor_place() -> None:
    break_down.enqueue(actor=PERSON, owner="login:1", at=3)
    job = run_next()
    assert job is not None
    assert (job.state, job.done) == (Job.State.FAILED, 3)
    assert rows() == [0, 1, 2]
    assert "ZeroDivision" not in job.message and job.message


def test_what_a_rule_refuses_is_said_in_its_words() -> None:
    refuse.enqueue(actor=PERSON, owner="login:1")
    job = run_next()
    assert job is not None
    assert (job.state, job.message) == (Job.State.FAILED, "Not like this.")


def test_a_busy_database_is_tried_again_later(later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(run: Run, message: str) -> None:
        raise OperationalError("database is locked")

    enqueue()
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction is on it
    with monkeypatch.context() as patch:
        patch.setattr(Run, "_advance", busy)
        job = run_next()
    assert job is not None
    assert (job.state, job.done) == (Job.State.QUEUED, 0) and job.message
    assert services.take("me") is None
    later(timedelta(minutes=1))
    assert run_next() is not None
    assert rows() == list(range(10))


def test_a_job_that_never_gets_further_is_given_up(later: Later) -> None:
    job = enqueue()
    for attempt in range(MAX_ATTEMPTS):
        later((LEASE + timedelta(seconds=1)) * (attempt + 1))
        take(f"process {attempt}")
    later((LEASE + timedelta(seconds=1)) * (MAX_ATTEMPTS + 1))
    assert services.take("one more") is None
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and job.message


def test_getting_further_counts_as_a_new_beginning(later: Later) -> None:
    job = enqueue()
    for attempt in range(MAX_ATTEMPTS * 2):
        later((LEASE + timedelta(seconds=1)) * (attempt + 1))
        with Run(take(f"process {attempt}"), f"process {attempt}", lambda: False).step():
            pass
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.RUNNING, 10)


def test_cancelled_while_it_waits_it_never_begins() -> None:
    job = enqueue()
    services.cancel(actor=PERSON, job=job)
    assert services.take("me") is None
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED and job.has_ended
    assert Entry.objects.get(action="job.cancel").customer_number == "W000000001"


def test_cancelled_while_it_runs_it_stops_before_the_next_row_and_keeps_what_is_done() -> None:
    job = enqueue()
    looks = iter(range(100))

    def cancel_at_the_fourth() -> bool:
        if next(looks) == 3:
            services.cancel(actor=PERSON, job=job)
        return False

    ended = run_next(gives_way=cancel_at_the_fourth)
    assert ended is not None
    assert (ended.state, ended.done) == (Job.State.CANCELLED, 3)
    assert rows() == [0, 1, 2]
    assert files.read(str(job.pk)) == b"some"


def test_cancelled_between_two_turns_it_ends_with_the_next_one() -> None:
    job = enqueue()
    run_next(gives_way=after(2))
    services.cancel(actor=PERSON, job=job)
    ended = run_next()
    assert ended is not None and ended.state == Job.State.CANCELLED
    assert rows() == [0, 1]


def test_what_has_ended_is_not_cancelled() -> None:
    job = enqueue()
    run_next()
    services.cancel(actor=PERSON, job=job)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert not Entry.objects.filter(action="job.cancel").exists()


def test_what_somebody_waits_for_goes_first_then_the_oldest() -> None:
    break_down.enqueue(actor=PERSON, owner="login:1", at=99)
    first, second = enqueue(), enqueue()
    assert [take("me").pk, take("me").pk] == [first.pk, second.pk]


def test_a_job_that_gave_way_stands_behind_those_that_wait() -> None:
    first, second = enqueue(), enqueue()
    run_next(gives_way=after(1))
    assert [take("me").pk, take("me").pk] == [second.pk, first.pk]


def test_a_job_gives_way_to_what_is_as_urgent_only() -> None:
    job = enqueue()
    break_down.enqueue(actor=PERSON, owner="login:1", at=99)
    assert not is_waited_for(job, timezone.now())
    enqueue()
    assert is_waited_for(job, timezone.now())


def test_a_job_does_not_give_way_to_what_is_not_taken_here() -> None:
    job = enqueue()
    enqueue()
    assert not is_waited_for(job, timezone.now(), services.Wanted(lambda kind: kind != "test.count"))


def test_of_two_jobs_at_one_place_the_second_begins_when_the_first_has_ended() -> None:
    first, second, elsewhere = (enqueue(place=place) for place in ("a.example", "a.example", "b.example"))
    assert [take("me").pk, take("me").pk] == [first.pk, elsewhere.pk]
    assert services.take("me") is None
    assert not is_waited_for(first, timezone.now())
    services.release(first, "me")
    assert take("me").pk == first.pk  # before the second, which would see its work half done
    services.end(first, "me", Job.State.DONE)
    assert take("me").pk == second.pk


def test_of_two_at_one_place_that_were_seen_free_at_the_same_time_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = enqueue(place="a.example"), enqueue(place="a.example")
    both = services.ready(timezone.now(), services.Wanted())[:1] + list(Job.objects.exclude(pk=first.pk))
    monkeypatch.setattr(services, "ready", lambda now, wanted: both)
    assert take("me").pk == first.pk
    assert services.take("another") is None


def test_a_job_of_nobodys_leaves_no_row() -> None:
    enqueue(owner="")
    assert run_next() is None
    assert rows() == list(range(10))


def test_a_job_and_its_result_are_forgotten_after_a_while(later: Later) -> None:
    enqueue()
    job = run_next()
    assert job is not None
    assert services.forget_old() == 0
    later(services.KEPT + timedelta(seconds=1))
    assert services.forget_old() == 1
    assert not Job.objects.exists() and not Line.objects.exists()
    assert files.read(str(job.pk)) is None


def test_the_remaining_time_is_told_by_the_pace_so_far() -> None:
    job = enqueue()
    job.started_at, job.done, job.total = job.queued_at, 100, 400
    assert remaining_time(job, job.queued_at + timedelta(minutes=1)) == timedelta(minutes=3)
    job.done = 0
    assert remaining_time(job, job.queued_at + timedelta(minutes=1)) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_that_look_at_once_one_gets_each_job() -> None:
    for _ in range(3):
        enqueue()
    begin = Barrier(8)

    def take_one(number: int) -> str:
        begin.wait()
        try:
            while True:
                with suppress(OperationalError):  # SQLite: somebody else writes for longer than this one waits
                    job = services.take(f"process {number}")
                    return str(job.pk) if job else ""
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as processes:
        taken = [pk for pk in processes.map(take_one, range(8)) if pk]
    assert len(taken) == len(set(taken)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_both_believe_to_hold_a_job_do_each_row_once() -> None:
    """Whatever their clocks say: the second takes the job over in the middle of the first one's work."""
    job = enqueue(200)
    begin = Barrier(2)

    def do(number: int) -> None:
        try:
            begin.wait()
            holder = f"process {number}"
            while Job.objects.get(pk=job.pk).done < 200:
                with suppress(OperationalError):
                    Job.objects.filter(pk=job.pk, ended_at=None).update(
                        state=Job.State.RUNNING, lease_holder=holder, lease_until=None
                    )
                    run = Run(Job.objects.get(pk=job.pk), holder, after(20))
                    with suppress(LeaseLost, GaveWay):
                        count.function(run, rows=200)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as processes:
        list(processes.map(do, range(2)))
    assert rows() == list(range(200))


def test_what_was_done_beside_is_written_down_before_the_job_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fumibako.groundwork.jobs.running.REPORT_SECONDS", 0.01)
    enqueue()
    is_stopping, is_told = Event(), Event()
    run = Run(take("me"), "me", is_stopping.is_set)

    def work() -> str:
        is_stopping.set()
        assert is_told.wait(20)
        return "made"

    def words() -> str:
        if is_stopping.is_set():
            is_told.set()
        return "working"

    assert run.waited_for(work, words) == "made"
    with run.step():
        record(SYSTEM, "test.row", "1")
    assert rows() == [1]
    for more in (lambda: run.waited_for(work, words), lambda: run.step().__enter__()):
        with pytest.raises(GaveWay):
            more()


def test_a_job_cancelled_during_slow_work_ends_at_its_next_step() -> None:
    job = enqueue()
    run = Run(take("me"), "me", lambda: False)
    run.waited_for(lambda: None, lambda: "working")
    services.cancel(actor=PERSON, job=job)
    with pytest.raises(Cancelled), run.step():
        record(SYSTEM, "test.row", "1")
    assert rows() == []
