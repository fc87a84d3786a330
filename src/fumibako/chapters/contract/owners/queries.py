"""Looking at contract owners."""

from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.tenancy.models import Customer


def owner_of(login: Login) -> Owner | None:
    return Owner.objects.select_related("login__customer").filter(login=login).first()


def owner_of_customer(customer: Customer) -> Owner | None:
    """None for a customer from before there was My Page, until the operator issues a password."""
    return Owner.objects.select_related("login__customer").filter(login__customer=customer).first()
