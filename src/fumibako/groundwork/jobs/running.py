"""A job while it runs: what its function can do, and what becomes of it."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import files, leases, services
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job, Line
from fumibako.groundwork.rules import Refused
from fumibako.machine.system import failpoints

log = logging.getLogger("fumibako.jobs")
Item = TypeVar("Item")
REPORT_SECONDS = 1.0


class Cancelled(Exception):
    """Somebody cancelled the job. Its function may still save a result of what was done."""


class GaveWay(Exception):
    """The process ends, or another job is to have a turn; this one goes on later from where it is."""


class LeaseLost(Exception):
    """The job is another process's now; nothing may be written for it any more."""


@dataclass
class Run:
    """A job that this process holds. gives_way: whether it is to stop before its next step. owes: whether work is done
    that the next step is to write down; the job does not give way until it has."""

    job: Job
    holder: str
    gives_way: Callable[[], bool]
    owes: bool = field(default=False, init=False)

    @property
    def actor(self) -> Actor:
        return self.job.actor

    def remaining(self, items: Sequence[Item]) -> Iterator[Item]:
        """The items that are still to be done, one step each. Each time the job is started, they must be the same."""
        self.job.total = len(items)
        services.held(self.job, self.holder).update(total=len(items))
        yield from items[self.job.done :]

    @contextmanager
    def step(self, message: str = "") -> Iterator[None]:
        """What is written inside is committed together with the job's place, or not at all. Do what is slow before.

        message: what its page says meanwhile. Raises Cancelled, GaveWay, LeaseLost, before anything is written.
        """
        if not self.owes and self.gives_way():
            raise GaveWay
        with transaction.atomic(durable=True):
            self._advance(message)
            yield
        self.owes = False
        self.job.done += 1
        failpoints.reach("jobs.after_step")

    def breathe(self, message: str) -> None:
        """In the slow part of a step, every few seconds at least: keep the lease and say how far it is. Cut off here,
        the step begins anew. Raises Cancelled, GaveWay, LeaseLost."""
        if self.gives_way():
            raise GaveWay
        here = services.held(self.job, self.holder)
        if not here.filter(is_cancel_wanted=False).update(message=message, lease_until=timezone.now() + leases.LEASE):
            raise Cancelled if here.exists() else LeaseLost

    def waited_for(self, work: Callable[[], Item], words: Callable[[], str]) -> Item:
        """What the work returns, done beside while the job keeps its lease and says these words. Once begun, the work
        is neither cancelled nor given way to: the next step writes down what came of it. Raises what the work raises,
        LeaseLost, and, before it begins, Cancelled, GaveWay."""
        self.breathe(words())
        with ThreadPoolExecutor(1) as beside:
            working = beside.submit(work)
            while wait([working], REPORT_SECONDS).not_done:
                here = services.held(self.job, self.holder)
                if not here.update(message=words(), lease_until=timezone.now() + leases.LEASE):
                    raise LeaseLost
        result = working.result()
        self.owes = True
        return result

    def note(self, number: int, outcome: str, message: str = "", *, is_refused: bool = False) -> None:
        """Say what became of a line of the input. Inside its step."""
        Line.objects.create(job=self.job, number=number, outcome=outcome, message=message, is_refused=is_refused)

    def save_result(self, name: str, content: bytes) -> None:
        """Offer a file for download, in place of one saved before. name: what the reader's computer calls it. Raises
        LeaseLost."""
        if not services.held(self.job, self.holder).update(result_name=name, lease_until=timezone.now() + leases.LEASE):
            raise LeaseLost
        files.write(str(self.job.pk), content)

    def offer_result(self, name: str, file: str) -> None:
        """Offer a file of the jobs for download, which has its place from now on. Raises LeaseLost."""
        if not services.held(self.job, self.holder).update(result_name=name, lease_until=timezone.now() + leases.LEASE):
            raise LeaseLost
        files.rename(file, str(self.job.pk))

    def _advance(self, message: str) -> None:
        """Move the place on and renew the lease; the row is locked until the step's transaction ends."""
        here = services.held(self.job, self.holder).filter(done=self.job.done, is_cancel_wanted=False)
        until = timezone.now() + leases.LEASE
        if not here.update(done=self.job.done + 1, attempts=0, message=message, lease_until=until):
            is_held = services.held(self.job, self.holder).filter(done=self.job.done).exists()
            raise Cancelled if is_held else LeaseLost


def run(job: Job, holder: str, kinds: Mapping[str, JobKind], gives_way: Callable[[], bool]) -> None:
    """Run a job that this holder has taken, and note what became of it. Raises DatabaseError where it cannot be noted;
    the lease ends by itself then."""
    log.info("%s started", job)
    with translation.override(job.language):
        try:
            kinds[job.kind].function(Run(job, holder, gives_way), **job.arguments)
        except GaveWay:
            services.release(job, holder)
        except LeaseLost:
            log.warning("%s taken over by another process", job)
        except Cancelled:
            services.end(job, holder, Job.State.CANCELLED)
        except Refused as refusal:
            services.end(job, holder, Job.State.FAILED, str(refusal))
        except (OperationalError, InterfaceError) as error:
            log.warning("%s later: %s", job, error)
            connection.close()
            with suppress(DatabaseError):
                services.postpone(job, holder, _("The database is busy. The job goes on by itself."))
        except Exception:  # a fault of ours: this job fails, the others go on
            log.exception("%s failed", job)
            words = _("A fault of the service stopped this job. What was done before stays done.")
            services.end(job, holder, Job.State.FAILED, words)
        else:
            services.end(job, holder, Job.State.DONE)
    log.info("%s ran", job)
