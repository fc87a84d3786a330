"""Looking at customers. Only the operator's doors import this."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer, Domain


def customers(*, search: str = "") -> QuerySet[Customer]:
    """With `accounts` counted, for those alone that a page shows; the newest first."""
    found = Customer.objects.select_related("contract__plan").prefetch_related("domains")
    for word in search.split()[:5]:
        found = found.filter(Q(name__icontains=word) | Q(number__iexact=word) | Q(pk__in=_owners_of(word.lower())))
    of_one = Mailbox.objects.filter(domain__customer=OuterRef("pk")).values("domain__customer")
    number = Subquery(of_one.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return found.annotate(accounts=Coalesce(number, Value(0))).order_by("-pk")


def _owners_of(word: str) -> QuerySet[Domain, int]:
    return Domain.objects.filter(name__icontains=word).values_list("customer", flat=True)


def customer(name: str) -> Customer | None:
    """By number or by domain."""
    return Customer.objects.filter(Q(number=name) | Q(domains__name=name.lower())).distinct().first()
