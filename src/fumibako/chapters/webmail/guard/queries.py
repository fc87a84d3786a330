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


def needs_approval(writer: Mailbox, name: Mailbox | None = None) -> bool:
    """Of mail to outside. name: the shared mailbox in whose name it goes out."""
    return _rule_of(writer, name) is not None


def approvers_of(writer: Mailbox, name: Mailbox | None = None) -> list[Mailbox]:
    """Who may decide on mail of this account: those of the rule who can log in, else the administrators. Never who
    wrote it."""
    rule = _rule_of(writer, name)
    named = [rule.superior_id, rule.deputy_id] if rule else []
    others = accounts().filter(domain__customer=writer.domain.customer, login__is_suspended=False).exclude(pk=writer.pk)
    found = [*others.filter(pk__in=[key for key in named if key]).order_by("pk")]
    return found or [each for each in administrators_of(writer.domain.customer) if each.pk != writer.pk]


def _rule_of(writer: Mailbox, name: Mailbox | None) -> ApprovalRule | None:
    """That of the mailbox in whose name it goes out comes before the writer's own. Who decides about that mailbox's
    mail sends in its name without asking."""
    of_name = ApprovalRule.objects.filter(mailbox=name).first() if name and name.pk != writer.pk else None
    if of_name and writer.pk not in (of_name.superior_id, of_name.deputy_id):
        return of_name
    return ApprovalRule.objects.filter(mailbox=writer).first()


def is_approver(mailbox: Mailbox) -> bool:
    return ApprovalRule.objects.filter(Q(superior=mailbox) | Q(deputy=mailbox)).exists()
