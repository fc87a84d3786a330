"""Looking at the misdelivery guard."""

from fumibako.chapters.webmail.guard.models import SendingPolicy
from fumibako.groundwork.tenancy.models import Customer


def policy_of(customer: Customer) -> SendingPolicy:
    """Saved or the defaults."""
    return SendingPolicy.objects.filter(customer=customer).first() or SendingPolicy(customer=customer)
