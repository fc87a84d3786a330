"""Restoring mail, for programs (B17)."""

from datetime import date

from fumibako.chapters.mail.accounts.api import account_here
from fumibako.chapters.mail.mail_restore import queries, services
from fumibako.chapters.mail.mail_restore.errors import NoCopy
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text


class CopyFacts(Facts):
    day: date


class Wanted(Given):
    """day: 2026-11-27. folders: all where none are given."""

    day: Text
    folders: list[Text] | None = None


class RestoreFacts(Facts):
    job: str
    state: str


def listed(request: ProgramRequest, address: Text) -> list[CopyFacts]:
    """The days from which the account's mail can be restored, the latest first."""
    mailbox = account_here(request, address)
    return [CopyFacts(day=day) for day in queries.days_of(mailbox, is_own=False)]


def restore(request: ProgramRequest, address: Text, given: Wanted) -> RestoreFacts:
    """Begin to bring back what the folders had on that day and have no more."""
    caller = request.caller
    job = services.restore_mail(
        actor=caller.actor,
        mailbox=account_here(request, address),
        day=_day(given.day),
        folders=given.folders,
        owner=caller.owner,
        is_own=False,
    )
    return RestoreFacts(job=str(job.pk), state=job.state)


def _day(text: str) -> date:
    """Raises NoCopy."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NoCopy from error
