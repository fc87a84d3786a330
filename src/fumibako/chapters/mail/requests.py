"""A request behind a gate of the member site."""

from django.http import HttpRequest

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.ui.shell import Shell


class MemberRequest(HttpRequest):
    """What the gate has put on it. Objects are reached through these only, never by a bare key."""

    mailbox: Mailbox
    domain: Domain
    customer: Customer
    actor: Actor
    shell: Shell
