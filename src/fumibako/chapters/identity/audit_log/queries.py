"""Looking at audit entries, always through a scope (B13).

What the provider's staff did to a customer is the customer's to know; which of them did it, and from where, is not.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from fumibako.chapters.identity.audit_log.words import GROUPS
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.models import Customer


@dataclass(frozen=True, kw_only=True)
class Search:
    """actor, subject: a part of it. group: of actions, as in GROUPS. since, until: days, both included. customer: a
    number, or a part of a name."""

    actor: str = ""
    subject: str = ""
    group: str = ""
    customer: str = ""
    since: date | None = None
    until: date | None = None


def entries_of(customer: Customer, search: Search) -> QuerySet[Entry]:
    """Newest first. By the login of the provider's staff nothing is found."""
    own = Entry.objects.filter(_matching(search), customer_number=customer.number)
    return own.exclude(actor_kind=Kind.OPERATOR) if search.actor else own


def everybodys_entries(search: Search) -> QuerySet[Entry]:
    """Newest first."""
    found = Entry.objects.filter(_matching(search))
    if not search.customer:
        return found
    named = Customer.objects.filter(name__icontains=search.customer).values("number")
    return found.filter(Q(customer_number=search.customer.upper()) | Q(customer_number__in=named))


def _matching(search: Search) -> Q:
    matching = Q()
    if search.actor:
        matching &= Q(actor__icontains=search.actor)
    if search.subject:
        matching &= Q(subject__icontains=search.subject)
    if search.group:
        matching &= Q(action__in=GROUPS[search.group].actions)
    if search.since:
        matching &= Q(at__gte=timezone.make_aware(datetime.combine(search.since, time.min)))
    if search.until:
        matching &= Q(at__lte=timezone.make_aware(datetime.combine(search.until, time.max)))
    return matching
