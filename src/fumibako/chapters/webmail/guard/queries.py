"""Looking at the misdelivery guard."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.webmail.guard.models import SendingPolicy
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
