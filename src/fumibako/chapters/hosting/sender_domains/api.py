"""The records of a domain's sender authentication for programs. Each function raises what its service raises."""

import contextlib
from datetime import datetime

from django.conf import settings

from fumibako.chapters.hosting.sender_domains import errors, keys, queries, services
from fumibako.chapters.hosting.sender_domains.records import Standing
from fumibako.groundwork.programs import Facts, ProgramRequest, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.state import Aspect


class NeededRecord(Facts):
    """purpose: mx, spf, dkim, dmarc, mta_sts, mta_sts_host, tls_rpt. found: what the DNS has instead or besides.
    standing: ok, missing, different, double, unknown."""

    purpose: str
    type: str
    name: str
    value: str
    found: list[str]
    ok: bool
    standing: str


def listed(request: ProgramRequest, domain: Text) -> list[NeededRecord]:
    """The records that a domain needs, as the last check found them."""
    return _facts(_domain(request, domain))


def check(request: ProgramRequest, domain: Text) -> list[NeededRecord]:
    """Ask the DNS now. A domain that has no DKIM key yet gets one."""
    row = _domain(request, domain)
    keys.check(actor=request.caller.actor, config=settings.FUMIBAKO, domain=row)
    return _facts(row)


def publish(request: ProgramRequest, domain: Text) -> list[NeededRecord]:
    """Put the missing records into the domain's zone, where it is ours."""
    row = _domain(request, domain)
    services.publish_records(actor=request.caller.actor, domain=row)
    wait_until_settled(Aspect.ZONE, row.name)
    return check(request, domain)


def new_key(request: ProgramRequest, domain: Text) -> list[NeededRecord]:
    """Make a new DKIM key, which is used once its record is in the DNS."""
    row = _domain(request, domain)
    keys.make_key(actor=request.caller.actor, config=settings.FUMIBAKO, domain=row)
    return _facts(row)


class ReportedLine(Facts):
    """source: who sent in the domain's name; null in a report of TLS. result: pass or fail; of TLS "" for connections
    without a problem, else the kind of the failure (RFC 8460)."""

    source: str | None
    count: int
    result: str


class ReportFacts(Facts):
    """kind: dmarc or tls. sender: the proved domain of the mail that brought it; "" where it was uploaded."""

    kind: str
    reporter: str
    sender: str
    begins_at: datetime
    ends_at: datetime
    lines: list[ReportedLine]


def reports(request: ProgramRequest, domain: Text) -> list[ReportFacts]:
    """What other servers reported about the domain's mail, the latest first."""
    return [
        ReportFacts(
            kind=report.kind,
            reporter=report.reporter,
            sender=report.sender,
            begins_at=report.begins_at,
            ends_at=report.ends_at,
            lines=[
                ReportedLine(source=line.source, count=line.count, result=line.result) for line in report.lines.all()
            ],
        )
        for report in queries.reports_of(_domain(request, domain))
    ]


def _domain(request: ProgramRequest, name: str) -> Domain:
    """Raises NoSuchSenderDomain."""
    with contextlib.suppress(BadAddress):
        if found := request.caller.domains.filter(name=parse_domain(name)).first():
            return found
    raise errors.NoSuchSenderDomain(domain=name[:80])


def _facts(domain: Domain) -> list[NeededRecord]:
    return [
        NeededRecord(
            purpose=line.record.purpose,
            type=line.record.type,
            name=line.record.name,
            value=line.record.value,
            found=line.found,
            ok=line.standing is Standing.OK,
            standing=line.standing,
        )
        for line in queries.lines_of(domain)
    ]
