"""Looking at the misdelivery guard."""

from django.db.models import Q, QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts, administrators_of
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.webmail.guard.models import ApprovalRule, SendingPolicy
from fumibako.groundwork.tenancy.models import Customer


def policy_of(customer: Customer) -> SendingPolicy:
    """Saved or the defaults."""
    return SendingPolicy.objects.filter(customer=customer).first() or SendingPolicy(customer=customer)


def copy_to_of(customer: Customer) -> str:
    """While it exists: an address that was deleted or suspended must not stop everybody's mail."""
    address = policy_of(customer).copy_to
    if not address:
        return ""
    of_customer = {"domain__customer": customer, "address": address}
    is_there = Mailbox.objects.filter(**of_customer, login__is_suspended=False).exists()
    return address if is_there or Alias.objects.filter(**of_customer).exists() else ""


def approval_rules_of(customer: Customer) -> QuerySet[ApprovalRule]:
    found = ApprovalRule.objects.filter(mailbox__domain__customer=customer)
    return found.select_related("mailbox", "superior", "deputy").order_by("mailbox__address")


def needs_approval(mailbox: Mailbox) -> bool:
    """Of its mail to outside."""
    return ApprovalRule.objects.filter(mailbox=mailbox).exists()


def approvers_of(mailbox: Mailbox) -> list[Mailbox]:
    """Who may decide on mail of this account: those of its rule who can log in, else the administrators."""
    rule = ApprovalRule.objects.filter(mailbox=mailbox).first()
    named = [rule.superior_id, rule.deputy_id] if rule else []
    of_customer = accounts().filter(domain__customer=mailbox.domain.customer, login__is_suspended=False)
    found = [*of_customer.filter(pk__in=[key for key in named if key]).order_by("pk")]
    return found or [each for each in administrators_of(mailbox.domain.customer) if each.pk != mailbox.pk]


def is_approver(mailbox: Mailbox) -> bool:
    return ApprovalRule.objects.filter(Q(superior=mailbox) | Q(deputy=mailbox)).exists()
