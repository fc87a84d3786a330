"""`@job` makes of a function the kind of job that runs it; as with Django's tasks, `enqueue` calls it later."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import services
from fumibako.groundwork.jobs.models import Job

Words = Any  # a lazy translation or a plain string
Function = Callable[..., None]


class Bench(StrEnum):
    """Where the background process runs a kind of job (`processes/background/working.py`). COPIES: those that pack,
    load or copy a site's files and databases, for as long as that takes; a customer has one of these benches at a time.
    PROGRAMS: those of customers, which take as long as they are let; likewise. SCANS: one after the other, because
    clamd has the mail to look at."""

    ORDINARY = "ordinary"
    COPIES = "copies"
    PROGRAMS = "programs"
    SCANS = "scans"


@dataclass(frozen=True)
class JobKind:
    """name: of the kind, kept in rows, so it stays when the function moves. label: the heading of its page; page: the
    name of the page that it is started from. is_interactive: somebody waits for it; it goes before others.
    bench: which of the others it waits for. undo(*, actor, **arguments): takes back what was made for a job that is
    cancelled before it began."""

    name: str
    function: Function
    label: Words = ""
    page: str = ""
    is_interactive: bool = False
    bench: Bench = Bench.ORDINARY
    undo: Callable[..., None] | None = None

    def enqueue(
        self, *, actor: Actor, owner: str = "", customer_number: str = "", place: str = "", **arguments: Any
    ) -> Job:
        """Have the background process call the function with these arguments, JSON values, once the transaction is
        committed. owner: see owners.py. place: a domain whose site it works on; until it has ended, no other job of
        that place begins."""
        inspect.signature(self.function).bind(None, **arguments)
        return services.enqueue(
            kind=self.name,
            arguments=arguments,
            is_interactive=self.is_interactive,
            actor=actor,
            owner=owner,
            customer_number=customer_number,
            place=place,
        )


def job(
    name: str,
    *,
    label: Words = "",
    page: str = "",
    is_interactive: bool = False,
    bench: Bench = Bench.ORDINARY,
    undo: Callable[..., None] | None = None,
) -> Callable[[Function], JobKind]:
    """Mark function(run, **arguments) as the work of a kind of job."""

    def made(function: Function) -> JobKind:
        return JobKind(name, function, label, page, is_interactive, bench, undo)

    return made
