"""Moving in for programs (B15): a list of mailboxes at one old server, copied as a job."""

import base64
import binascii
from typing import Any, Literal

from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.bulk.errors import NoSuchJob
from fumibako.chapters.mail.moving_in import services
from fumibako.chapters.mail.moving_in.jobs import NAME, move_in
from fumibako.chapters.mail.moving_in.rules import check_host, check_port, usual_port
from fumibako.chapters.mail.moving_in.sheet import parse
from fumibako.chapters.mail.moving_in.source import Protocol, Security, Server
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.queries import job_of
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text
from fumibako.groundwork.rules import WrongValue


class Move(Given):
    """content: a CSV file in base64 with the new mail address, the old login and the old password. domain: of addresses
    that are written without one. port: the usual one where it is left out."""

    domain: Text
    host: Text
    content: Text
    security: Literal["tls", "starttls", "none"] = "tls"
    protocol: Literal["imap", "pop3"] = "imap"
    port: int | None = None


class MoveJob(Facts):
    """state: queued, running, done, failed or cancelled."""

    job: str
    state: str
    done: int
    total: int
    message: str


class MovedLine(Facts):
    line: int
    outcome: str
    is_refused: bool
    message: str


class MoveProgress(MoveJob):
    """lines: of the mailboxes that are done."""

    lines: list[MovedLine]


def start(request: ProgramRequest, given: Move) -> MoveJob:
    """Copy mailboxes from an old server. Again later, it copies what is new there."""
    domain, security = domain_here(request, given.domain), Security(given.security)
    protocol = Protocol(given.protocol)
    port = check_port(given.port or usual_port(protocol, security))
    server = Server(check_host(given.host), port, security, protocol)
    own = accounts().filter(domain__customer=domain.customer_id).values_list("address", flat=True)
    job = services.start(
        actor=request.caller.actor,
        customer=domain.customer,
        server=server,
        entries=parse(_decoded(given.content), default=domain.name, accounts=frozenset(own)),
        owner=request.caller.owner,
        kind=move_in,
    )
    return MoveJob(**_facts(job))


def progress(request: ProgramRequest, job: Text) -> MoveProgress:
    """How far the job is, and what became of each mailbox."""
    row = job_of((request.caller.owner,), job)
    if row is None or row.kind != NAME:
        raise NoSuchJob
    lines = [
        MovedLine(line=line.number, outcome=line.outcome, is_refused=line.is_refused, message=line.message)
        for line in row.lines.order_by("number")
    ]
    return MoveProgress(**_facts(row), lines=lines)


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongValue(name="content") from error


def _facts(job: Job) -> dict[str, Any]:
    return {"job": str(job.pk), "state": job.state, "done": job.done, "total": job.total, "message": job.message}
