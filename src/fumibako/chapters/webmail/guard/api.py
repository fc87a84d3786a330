"""The misdelivery guard for programs (B13)."""

from typing import Any

from fumibako.chapters.mail.accounts.api import account_here, domain_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.guard import queries, services
from fumibako.chapters.webmail.guard.models import ApprovalRule
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.state import Aspect


class GuardFacts(Facts):
    """Of all domains of a customer, for mail to outside. is_confirmed: recipients are ticked first; hold_minutes: how
    long it waits; copy_to: who gets a Bcc, "" for nobody; most_domains: from that many companies on all are Bcc, 0:
    never; is_webmail_only: not with a mail program."""

    is_confirmed: bool
    hold_minutes: int
    copy_to: str
    most_domains: int
    is_webmail_only: bool


class NewGuard(Given):
    is_confirmed: bool
    hold_minutes: int
    copy_to: Text
    most_domains: int
    is_webmail_only: bool


class ApprovalFacts(Facts):
    """is_needed: of the account's mail to outside. superior, deputy: either may decide; "" for nobody."""

    address: str
    is_needed: bool
    superior: str
    deputy: str


class NewApproval(Given):
    superior: Text
    deputy: Text = ""


def show(request: ProgramRequest, domain: Text) -> GuardFacts:
    """What holds for a customer's mail to outside."""
    return GuardFacts(**_facts(domain_here(request, domain).customer))


def put(request: ProgramRequest, domain: Text, given: NewGuard) -> GuardFacts:
    """Set it, for all domains of the customer."""
    row = domain_here(request, domain)
    services.set_sending_policy(actor=request.caller.actor, customer=row.customer, **given.model_dump())
    wait_until_settled(Aspect.DOMAIN, row.name)
    return GuardFacts(**_facts(row.customer))


def approval(request: ProgramRequest, address: Text) -> ApprovalFacts:
    """Who must approve an account's mail to outside."""
    return _approval(account_here(request, address))


def put_approval(request: ProgramRequest, address: Text, given: NewApproval) -> ApprovalFacts:
    """Have somebody approve it from now on."""
    mailbox = account_here(request, address)
    people = {"accounts": mailbox.address, **given.model_dump()}
    services.require_approval(actor=request.caller.actor, customer=mailbox.domain.customer, **people)
    wait_until_settled(Aspect.DOMAIN, mailbox.domain.name)
    return _approval(mailbox)


def end_approval(request: ProgramRequest, address: Text) -> ApprovalFacts:
    """Let it go out without. What is held stays held until somebody decides."""
    mailbox = account_here(request, address)
    customer = mailbox.domain.customer
    services.end_approval(actor=request.caller.actor, customer=customer, account=mailbox.address)
    wait_until_settled(Aspect.DOMAIN, mailbox.domain.name)
    return _approval(mailbox)


def _facts(customer: Customer) -> dict[str, Any]:
    now = queries.policy_of(customer)
    names = ("is_confirmed", "copy_to", "most_domains", "is_webmail_only")
    return {"hold_minutes": now.hold_seconds // 60, **{name: getattr(now, name) for name in names}}


def _approval(mailbox: Mailbox) -> ApprovalFacts:
    rule = ApprovalRule.objects.filter(mailbox=mailbox).select_related("superior", "deputy").first()
    superior, deputy = (rule.superior, rule.deputy) if rule else (None, None)
    return ApprovalFacts(
        address=mailbox.address,
        is_needed=rule is not None,
        superior=superior.address if superior else "",
        deputy=deputy.address if deputy else "",
    )
