"""Looking at customers. Only the operator's doors import this."""

import contextlib

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.searching import contains
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.formats.addresses import BadAddress, parse_domain, part_as_stored
from fumibako.machine.formats.widths import half_width
from fumibako.machine.state import Aspect


def customers(*, search: str = "") -> QuerySet[Customer]:
    """With `accounts` counted, for those alone that a page shows; the newest first."""
    found = Customer.objects.select_related("contract__plan").prefetch_related("domains")
    for word in search.split()[:5]:
        owners = Domain.objects.filter(name__icontains=part_as_stored(word)).values_list("customer", flat=True)
        found = found.filter(contains("name", word) | Q(number=_number(word)) | Q(pk__in=owners))
    of_one = Mailbox.objects.filter(domain__customer=OuterRef("pk")).values("domain__customer")
    number = Subquery(of_one.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return found.annotate(accounts=Coalesce(number, Value(0))).order_by("-pk")


def customer(name: str) -> Customer | None:
    """By number or by domain."""
    wanted = Q(number=_number(name))
    with contextlib.suppress(BadAddress):
        wanted |= Q(domains__name=parse_domain(name))
    return Customer.objects.filter(wanted).distinct().first()


def changes_of(customer: Customer) -> QuerySet[Publication]:
    """The latest change of each of its domains and accounts."""
    domains = Domain.objects.filter(customer=customer).values("name")
    accounts = Mailbox.objects.filter(domain__customer=customer).values("address")
    return Publication.objects.filter(
        Q(aspect=Aspect.DOMAIN.value, key__in=domains) | Q(aspect=Aspect.ACCOUNT.value, key__in=accounts)
    )


def _number(text: str) -> str:
    return half_width(text).strip().upper()
