"""Looking at customers. Only the operator's doors import this."""

from django.db.models import Count, Q, QuerySet

from fumibako.groundwork.tenancy.models import Customer


def customers(*, search: str = "") -> QuerySet[Customer]:
    """With `accounts` counted, the newest first."""
    found = Customer.objects.select_related("contract__plan").prefetch_related("domains")
    for word in search.split()[:5]:
        found = found.filter(
            Q(name__icontains=word) | Q(number__iexact=word) | Q(domains__name__icontains=word.lower())
        )
    return found.annotate(accounts=Count("domains__mailboxes", distinct=True)).order_by("-pk")


def customer(name: str) -> Customer | None:
    """By number or by domain."""
    return Customer.objects.filter(Q(number=name) | Q(domains__name=name.lower())).distinct().first()
