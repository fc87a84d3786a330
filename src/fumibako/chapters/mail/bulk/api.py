"""Account lists for programs. The operator's lists may name every domain; addresses are written whole, or belong to the
domain that is given."""

import base64
import binascii
from typing import Any

from fumibako.chapters.mail.accounts.errors import NoSuchDomain
from fumibako.chapters.mail.bulk import queries, services
from fumibako.chapters.mail.bulk.errors import NoSuchJob
from fumibako.chapters.mail.bulk.jobs import NAME, import_accounts
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.plan import Planned
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.queries import job_of
from fumibako.groundwork.rules import Values, WrongValue
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.formats.csvfile import Charset, plain, read

OWNER = "operator:root"


def check(actor: Actor, values: Values) -> dict[str, Any]:
    """What would become of each line. Nothing is kept."""
    upload = _stored(values)
    values.end()
    try:
        found = queries.preview_of(upload, actor=actor)
    finally:
        services.forget(upload)
    return {"lines": [_planned(line) for line in found.lines], "deletions": found.deletions}


def start(actor: Actor, values: Values) -> dict[str, Any]:
    """deletions: how many accounts the caller knows will be deleted."""
    deletions = values.number_or_none("deletions") or 0
    upload = _stored(values)
    values.end()
    return _facts(services.start(actor=actor, upload=upload, kind=import_accounts, deletions=deletions))


def progress(actor: Actor, values: Values, job: str) -> dict[str, Any]:
    """With what became of each line, and generated passwords, once the job has ended."""
    values.end()
    row = job_of((OWNER,), job)
    if row is None or row.kind != NAME:
        raise NoSuchJob
    return {**_facts(row), "lines": _lines(row)}


def export(actor: Actor, values: Values) -> dict[str, Any]:
    domain = _domain(values.text("domain"))
    values.end()
    content = services.export(actor=actor, domain=domain, charset=Charset.UTF_8)
    return {"domain": domain.name, "content": content.decode("utf-8-sig")}


def _stored(values: Values) -> Upload:
    """Raises WrongValue and what services.store raises."""
    name, text, existing = (
        values.text("file_name", "list.csv"),
        values.text("content"),
        values.text("existing", "refuse"),
    )
    domain = values.text_or_none("domain")
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise WrongValue(name="content") from error
    if existing not in ("refuse", "change"):
        raise WrongValue(name="existing")
    return services.store(
        owner=OWNER,
        customer=None,
        domain=_domain(domain) if domain else None,
        file_name=name,
        content=content,
        changes_existing=existing == "change",
    )


def _domain(text: str) -> Domain:
    """Raises NoSuchDomain."""
    try:
        return Domain.objects.get(name=parse_domain(text), alias_of__isnull=True)
    except (BadAddress, Domain.DoesNotExist) as error:
        raise NoSuchDomain(domain=text[:80]) from error


def _planned(line: Planned) -> dict[str, Any]:
    return {
        "line": line.entry.line,
        "action": line.action.value,
        "address": line.entry.address or line.entry.typed,
        "messages": [str(problem) for problem in line.problems],
    }


def _facts(job: Job) -> dict[str, Any]:
    return {"job": str(job.pk), "state": job.state, "done": job.done, "total": job.total, "message": job.message}


def _lines(job: Job) -> list[dict[str, Any]]:
    """From the result, in the order of its columns (jobs.py)."""
    content = files.read(str(job.pk)) if job.has_ended else None
    if content is None:
        return []
    refused = set(job.lines.filter(is_refused=True).values_list("number", flat=True))
    return [
        {
            "line": int(line),
            "outcome": outcome,
            "is_refused": int(line) in refused,
            "address": plain(address),
            **({"password": password} if password else {}),
            **({"message": plain(message)} if message else {}),
        }
        for line, outcome, address, _, password, message in (row.cells for row in read(content).rows)
    ]
