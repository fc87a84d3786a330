"""Looking at API keys."""

import hashlib

from django.db.models import QuerySet

from fumibako.chapters.identity.keys.models import Key
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.tenancy.models import Customer


def keys_of(customer: Customer | None) -> QuerySet[Key]:
    """Those of a customer's administrators, or of the provider's operators."""
    kind = Login.Kind.MEMBER if customer else Login.Kind.OPERATOR
    found = Key.objects.select_related("login__customer").filter(login__kind=kind, login__customer=customer)
    return found.order_by("-created_at", "-pk")


def key_of(token: str) -> Key | None:
    return Key.objects.select_related("login__customer").filter(token_hash=hash_of(token)).first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
