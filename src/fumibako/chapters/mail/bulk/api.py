"""Account lists for programs. The provider's lists may name every domain; addresses are written whole, or belong to the
domain that is given."""

import base64
import binascii
from typing import Any, Literal

from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.mail.accounts.errors import NoSuchDomain
from fumibako.chapters.mail.bulk import queries, services
from fumibako.chapters.mail.bulk.errors import NoSuchJob
from fumibako.chapters.mail.bulk.jobs import NAME, import_accounts
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.plan import Planned
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.queries import job_of
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text
from fumibako.groundwork.rules import WrongValue
from fumibako.machine.formats.csvfile import Charset, plain, read


class AccountList(Given):
    """content: a CSV file in base64. domain: of addresses that are written without one. existing: what becomes of a
    line that adds an account that is there."""

    content: Text
    file_name: Text = "list.csv"
    domain: Text | None = None
    existing: Literal["refuse", "change"] = "refuse"


class ConfirmedList(AccountList):
    """deletions: how many accounts the caller knows will be deleted."""

    deletions: int = 0


class PlannedLine(Facts):
    """messages: why the line would be refused."""

    line: int
    action: str
    address: str
    messages: list[str]


class Preview(Facts):
    lines: list[PlannedLine]
    deletions: int


class JobFacts(Facts):
    """state: queued, running, done, failed or cancelled."""

    job: str
    state: str
    done: int
    total: int
    message: str


class DoneLine(Facts):
    """password: where one was generated. message: why it was refused."""

    line: int
    outcome: str
    is_refused: bool
    address: str
    password: str | None = None
    message: str | None = None


class Progress(JobFacts):
    """lines: once the job has ended."""

    lines: list[DoneLine]


class DomainOnly(Given):
    domain: Text


class Export(Facts):
    """content: CSV without passwords."""

    domain: str
    content: str


def check(request: ProgramRequest, given: AccountList) -> Preview:
    """Say what would become of each line. Nothing is changed."""
    upload = _stored(request, given)
    try:
        found = queries.preview_of(upload, actor=request.caller.actor)
    finally:
        services.forget(upload)
    return Preview(lines=[_planned(line) for line in found.lines], deletions=found.deletions)


def start(request: ProgramRequest, given: ConfirmedList) -> JobFacts:
    """Add, change and delete accounts by a CSV file, as a job."""
    upload = _stored(request, given)
    job = services.start(actor=request.caller.actor, upload=upload, kind=import_accounts, deletions=given.deletions)
    return JobFacts(**_facts(job))


def progress(request: ProgramRequest, job: Text) -> Progress:
    """How far the job is, and what became of each line once it has ended."""
    row = job_of((request.caller.owner,), job)
    if row is None or row.kind != NAME:
        raise NoSuchJob
    return Progress(**_facts(row), lines=_lines(row))


def export(request: ProgramRequest, given: DomainOnly) -> Export:
    """A domain's accounts as CSV, as the import takes it."""
    domain = domain_here(request, given.domain)
    if domain.alias_of_id is not None:
        raise NoSuchDomain(domain=domain.name)
    content = services.export(actor=request.caller.actor, domain=domain, charset=Charset.UTF_8)
    return Export(domain=domain.name, content=content.decode("utf-8-sig"))


def _stored(request: ProgramRequest, given: AccountList) -> Upload:
    """Raises WrongValue, NoSuchDomain and what services.store raises."""
    try:
        content = base64.b64decode(given.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongValue(name="content") from error
    return services.store(
        owner=request.caller.owner,
        customer=request.caller.customer,
        domain=domain_here(request, given.domain) if given.domain else None,
        file_name=given.file_name,
        content=content,
        changes_existing=given.existing == "change",
    )


def _planned(line: Planned) -> PlannedLine:
    return PlannedLine(
        line=line.entry.line,
        action=line.action.value,
        address=line.entry.address or line.entry.typed,
        messages=[str(problem) for problem in line.problems],
    )


def _facts(job: Job) -> dict[str, Any]:
    return {"job": str(job.pk), "state": job.state, "done": job.done, "total": job.total, "message": job.message}


def _lines(job: Job) -> list[DoneLine]:
    """From the result, in the order of its columns (jobs.py)."""
    content = files.read(str(job.pk)) if job.has_ended else None
    if content is None:
        return []
    refused = set(job.lines.filter(is_refused=True).values_list("number", flat=True))
    return [
        DoneLine(
            line=int(line),
            outcome=outcome,
            is_refused=int(line) in refused,
            address=plain(address),
            **({"password": password} if password else {}),
            **({"message": plain(message)} if message else {}),
        )
        for line, outcome, address, _, password, message in (row.cells for row in read(content).rows)
    ]
