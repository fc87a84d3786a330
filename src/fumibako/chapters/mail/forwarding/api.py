"""Forwarding for programs."""

from typing import Any

from fumibako.chapters.mail.accounts.api import account_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding.queries import forwarding_of
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect


class ForwardingFacts(Facts):
    """targets are kept while forwarding is off."""

    address: str
    targets: list[str]
    keeps_copy: bool
    is_on: bool


class SettledForwarding(ForwardingFacts):
    publication: Publication


class NewForwarding(Given):
    targets: list[Text]
    keeps_copy: bool = True
    is_on: bool = True


def show(request: ProgramRequest, address: Text) -> ForwardingFacts:
    """An account's forwarding."""
    return ForwardingFacts(**_facts(account_here(request, address)))


def put(request: ProgramRequest, address: Text, given: NewForwarding) -> SettledForwarding:
    """Replace an account's forwarding."""
    mailbox = account_here(request, address)
    set_forwarding(actor=request.caller.actor, mailbox=mailbox, **given.model_dump())
    return SettledForwarding(**_facts(mailbox), publication=wait_until_settled(Aspect.SIEVE, mailbox.address))


def _facts(mailbox: Mailbox) -> dict[str, Any]:
    now = forwarding_of(mailbox)
    return {
        "address": mailbox.address,
        "targets": now.targets if now else [],
        "keeps_copy": now.keeps_copy if now else True,
        "is_on": bool(now and now.is_on),
    }
