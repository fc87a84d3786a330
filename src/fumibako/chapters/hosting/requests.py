"""A request behind the gate of the administrator menu, as the web service's pages need it."""

from django.http import HttpRequest

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.tenancy.models import Customer, Domain


class HostingRequest(HttpRequest):
    """What the gate has put on it. Objects are reached through these only, never by a bare key."""

    domain: Domain
    customer: Customer
    actor: Actor
