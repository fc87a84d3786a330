"""Shared mailboxes for programs."""

from typing import Any

from pydantic import Field

from fumibako.chapters.mail.accounts.api import account_here, address_here, domain_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.shared import queries, services
from fumibako.chapters.mail.shared.rules import Members
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.shared import Right


class SharedFacts(Facts):
    """Who works in the mailbox, by what they may do; nobody where it is not shared."""

    address: str
    read: list[str]
    answer: list[str]
    manage: list[str]


class SettledShared(SharedFacts):
    publication: Publication


class NewMembers(Given):
    read: list[Text] = Field(default_factory=list)
    answer: list[Text] = Field(default_factory=list)
    manage: list[Text] = Field(default_factory=list)

    def members(self) -> Members:
        return {Right.READ: self.read, Right.ANSWER: self.answer, Right.MANAGE: self.manage}


class NewShared(NewMembers):
    address: Text
    display_name: Text = ""


def listed(request: ProgramRequest, domain: Text | None = None) -> list[SharedFacts]:
    """Every shared mailbox, or those of one domain."""
    domains = [domain_here(request, domain)] if domain else request.caller.domains.order_by()
    return [_facts(mailbox) for mailbox in queries.shared().filter(domain__in=domains)]


def add(request: ProgramRequest, given: NewShared) -> SettledShared:
    """Share an account that is there, or add one whose password nobody knows."""
    local_part, domain = address_here(request, given.address)
    mailbox = services.add_shared_mailbox(
        actor=request.caller.actor,
        domain=domain,
        local_part=local_part,
        display_name=given.display_name,
        members=given.members(),
    )
    return _settled(mailbox)


def show(request: ProgramRequest, address: Text) -> SharedFacts:
    """Who works in an account's mailbox besides its owner."""
    return _facts(account_here(request, address))


def put(request: ProgramRequest, address: Text, given: NewMembers) -> SettledShared:
    """Replace who does; an account that is not shared is, from now on."""
    mailbox = account_here(request, address)
    services.set_members(actor=request.caller.actor, mailbox=mailbox, members=given.members())
    return _settled(mailbox)


def stop(request: ProgramRequest, address: Text) -> SettledShared:
    """Share it no more. The account and its mail stay."""
    mailbox = account_here(request, address)
    services.stop_sharing(actor=request.caller.actor, mailbox=mailbox)
    return _settled(mailbox)


def _facts(mailbox: Mailbox) -> SharedFacts:
    return SharedFacts(**_values(mailbox))


def _settled(mailbox: Mailbox) -> SettledShared:
    return SettledShared(**_values(mailbox), publication=wait_until_settled(Aspect.ACCOUNT, mailbox.address))


def _values(mailbox: Mailbox) -> dict[str, Any]:
    return {"address": mailbox.address} | {right.value: who for right, who in queries.members_of(mailbox).items()}
