"""A request behind My Page's gate."""

from django.http import HttpRequest

from fumibako.chapters.contract.owners.models import Owner
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.features import Allows
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.shell import Shell


class OwnerRequest(HttpRequest):
    """What the gate has put on it. Objects are reached through these only, never by a bare key."""

    owner: Owner
    customer: Customer
    actor: Actor
    shell: Shell
    allows: Allows
