"""Plans, and what a customer's contract allows."""

from django.db.models import QuerySet

from fumibako.chapters.contract.plans.models import Contract, Plan
from fumibako.groundwork.tenancy.models import Customer


def plans() -> QuerySet[Plan]:
    """Every plan, the largest first."""
    return Plan.objects.order_by("-accounts_max", "code")


def contract_of(customer: Customer) -> Contract:
    """Raises Contract.DoesNotExist for a customer that is not complete."""
    return Contract.objects.select_related("plan").get(customer=customer)


def locked_contract_of(customer: Customer) -> Contract:
    """The same, and nobody else gets past here until this transaction ends: limits are counted behind it."""
    return Contract.objects.select_for_update().get(customer=customer)
