"""Auto-reply for programs (C4)."""

from datetime import date
from typing import Any

from fumibako.chapters.mail.accounts.api import account_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.auto_reply.errors import UnreadableDay
from fumibako.chapters.mail.auto_reply.models import AutoReply
from fumibako.chapters.mail.auto_reply.services import set_auto_reply
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect


class AutoReplyFacts(Facts):
    """Kept while it is off. days: a sender is answered once in that many. starts_on, ends_on: null for no limit."""

    address: str
    is_on: bool
    subject: str
    text: str
    days: int
    starts_on: date | None
    ends_on: date | None


class SettledAutoReply(AutoReplyFacts):
    publication: Publication


class NewAutoReply(Given):
    """starts_on, ends_on: 2026-12-28."""

    subject: Text
    text: Text
    days: int = 3
    starts_on: Text | None = None
    ends_on: Text | None = None
    is_on: bool = True


def show(request: ProgramRequest, address: Text) -> AutoReplyFacts:
    """An account's auto-reply."""
    return AutoReplyFacts(**_facts(account_here(request, address)))


def put(request: ProgramRequest, address: Text, given: NewAutoReply) -> SettledAutoReply:
    """Replace an account's auto-reply."""
    mailbox = account_here(request, address)
    days = {"starts_on": _day(given.starts_on), "ends_on": _day(given.ends_on)}
    set_auto_reply(actor=request.caller.actor, mailbox=mailbox, **{**given.model_dump(), **days})
    return SettledAutoReply(**_facts(mailbox), publication=wait_until_settled(Aspect.SIEVE, mailbox.address))


def _day(text: str | None) -> date | None:
    """Raises UnreadableDay."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UnreadableDay from error


def _facts(mailbox: Mailbox) -> dict[str, Any]:
    now = AutoReply.objects.filter(mailbox=mailbox).first() or AutoReply(subject="", text="")
    names = ("is_on", "subject", "text", "days", "starts_on", "ends_on")
    return {"address": mailbox.address, **{name: getattr(now, name) for name in names}}
