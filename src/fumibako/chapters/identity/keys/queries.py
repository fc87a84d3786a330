"""Looking at API keys."""

import hashlib

from django.db.models import QuerySet

from fumibako.chapters.identity.keys.models import Key
from fumibako.groundwork.tenancy.models import Customer


def keys_of(customer: Customer | None) -> QuerySet[Key]:
    """Those of a customer's administrators; None: everybody's, for the provider."""
    every = Key.objects.select_related("login__customer").order_by("-created_at", "-pk")
    return every if customer is None else every.filter(login__customer=customer)


def key_of(token: str) -> Key | None:
    return Key.objects.select_related("login__customer").filter(token_hash=hash_of(token)).first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
