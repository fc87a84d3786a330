"""Looking at administrators."""

from django.db.models import QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.tenancy.roles import Role


def with_roles(customer: Customer) -> QuerySet[Mailbox]:
    return accounts().filter(domain__customer=customer).exclude(role=Role.NONE).order_by("-is_administrator", "address")
