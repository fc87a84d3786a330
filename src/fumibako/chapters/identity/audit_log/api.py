"""The audit log for programs (B13), page by page."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from fumibako.chapters.identity.audit_log.queries import Search, entries_of, everybodys_entries
from fumibako.chapters.identity.audit_log.words import GROUPS, PROVIDER, words_of
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.programs import Facts, ProgramRequest, Text

A_PAGE = 200


class EntryFacts(Facts):
    """actor: a customer's program reads "Your provider" for its staff; remote and details are empty then. details: as
    they were recorded. words: the action in words."""

    id: int
    at: datetime
    actor_kind: str
    actor: str
    remote: str
    action: str
    words: str
    subject: str
    customer: str
    details: dict[str, Any]


class AuditPage(Facts):
    """next: what to give as before for the page that follows; null on the last one."""

    entries: list[EntryFacts]
    next: int | None


def listed(
    request: ProgramRequest,
    actor: Text = "",
    subject: Text = "",
    group: Text = "",
    since: date | None = None,
    until: date | None = None,
    before: Annotated[int, Field(ge=0, lt=1 << 63)] = 0,
) -> AuditPage:
    """The audit log, the latest first, 200 entries a page. actor and subject: a part of it. group: access, accounts,
    mail, web, contract, support or system; others find nothing. since, until: days, both included."""
    customer = request.caller.customer
    search = Search(actor=actor, subject=subject, group=group if group in GROUPS else "", since=since, until=until)
    found = entries_of(customer, search) if customer else everybodys_entries(search)
    if group and group not in GROUPS:
        found = found.none()
    if before:
        found = found.filter(pk__lt=before)
    entries = list(found.order_by("-pk")[: A_PAGE + 1])
    shown = entries[:A_PAGE]
    facts = [_facts(entry, is_whole=customer is None) for entry in shown]
    return AuditPage(entries=facts, next=shown[-1].pk if len(entries) > A_PAGE else None)


def _facts(entry: Entry, *, is_whole: bool) -> EntryFacts:
    is_told = is_whole or entry.actor_kind != Kind.OPERATOR
    return EntryFacts(
        id=entry.pk,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor=entry.actor if is_told else str(PROVIDER),
        remote=entry.remote if is_told else "",
        action=entry.action,
        words=str(words_of(entry.action)),
        subject=entry.subject,
        customer=entry.customer_number,
        details=entry.details if is_told else {},
    )
