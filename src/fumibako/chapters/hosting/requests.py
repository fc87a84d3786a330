"""A request behind the gate of the administrator menu, as the web service's pages need it."""

from typing import Protocol

from django.http import Http404, HttpRequest

from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.tenancy.roles import Role
from fumibako.groundwork.ui.shell import Shell


class HasLogin(Protocol):
    """The administrator's mailbox, of which these pages need to know no more."""

    login_id: int
    address: str


class HostingRequest(HttpRequest):
    """What the gate has put on it. Objects are reached through these only, never by a bare key."""

    domain: Domain
    customer: Customer
    mailbox: HasLogin
    role: Role
    actor: Actor
    shell: Shell


def own_site(request: HostingRequest) -> Site:
    """The site of the domain that the administrator works on. Raises Http404."""
    site = Site.objects.select_related("domain__customer").filter(domain=request.domain).first()
    if site is None:
        raise Http404
    return site


def job_owner(request: HostingRequest) -> str:
    """Who sees the jobs that this administrator starts."""
    return owners.login(request.mailbox.login_id)
