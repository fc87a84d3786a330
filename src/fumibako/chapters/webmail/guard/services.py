"""What administrators decide about mail that goes outside (B13)."""

from typing import Any

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.rules import check_may_change
from fumibako.chapters.webmail.guard import rules
from fumibako.chapters.webmail.guard.models import ApprovalRule, SendingPolicy
from fumibako.chapters.webmail.guard.queries import policy_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.state import Aspect


def set_sending_policy(
    *,
    actor: Actor,
    customer: Customer,
    is_confirmed: bool,
    hold_minutes: int,
    copy_to: str,
    most_domains: int,
    is_webmail_only: bool,
) -> None:
    """For every mail that is sent from now on. Raises BadHold, BadCopyAddress, CopiesNeedEveryRight,
    BadNumberOfDomains."""
    values: dict[str, Any] = {
        "is_confirmed": is_confirmed,
        "hold_seconds": rules.check_hold(hold_minutes) * 60,
        "copy_to": rules.check_copy_to(customer, copy_to),
        "most_domains": rules.check_domains(most_domains),
        "is_webmail_only": is_webmail_only,
    }
    rules.check_may_copy(actor, policy_of(customer).copy_to, values["copy_to"])
    with transaction.atomic():
        SendingPolicy.objects.update_or_create(customer=customer, defaults=values)
        record(actor, "sending_policy.set", customer.number, customer_number=customer.number, **values)
        _publish(customer)


def require_approval(*, actor: Actor, customer: Customer, accounts: str, superior: str, deputy: str) -> list[Mailbox]:
    """For mail that these accounts send outside from now on. accounts: addresses, one a line; deputy: "" for nobody.
    Return the accounts. Raises NoAccount, NoSuchAccount, OwnSuperior, DeputyIsSuperior, AnotherAdministrator."""
    found = rules.check_accounts(customer, accounts)
    for mailbox in found:
        check_may_change(actor, mailbox)
    chief = rules.check_account(customer, superior)
    other = rules.check_account(customer, deputy) if deputy else None
    rules.check_approvers(found, chief, other)
    details = {"superior": chief.address, "deputy": other.address if other else ""}
    with transaction.atomic():
        for mailbox in found:
            ApprovalRule.objects.update_or_create(mailbox=mailbox, defaults={"superior": chief, "deputy": other})
            record(actor, "approval.require", mailbox.address, customer_number=customer.number, **details)
        _publish(customer)
    return found


def end_approval(*, actor: Actor, customer: Customer, account: str) -> Mailbox:
    """Its mail goes out without from now on; what is held stays held until somebody decides. Raises NoSuchAccount,
    AnotherAdministrator."""
    mailbox = rules.check_account(customer, account)
    check_may_change(actor, mailbox)
    with transaction.atomic():
        if ApprovalRule.objects.filter(mailbox=mailbox).delete()[0]:
            record(actor, "approval.end", mailbox.address, customer_number=customer.number)
            _publish(customer)
    return mailbox


def _publish(customer: Customer) -> None:
    """For mail programs, too."""
    for domain in customer.domains.all():
        publishing.request(Aspect.DOMAIN, domain.name)
