"""A request behind a gate of the member site."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from fumibako.chapters.mail.accounts.errors import AnotherAdministrator
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.accounts.rules import check_may_change
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.features import Allows
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.tenancy.roles import Role
from fumibako.groundwork.ui.shell import Shell
from fumibako.machine.daemons.dovecot.control import Usage


class MemberRequest(HttpRequest):
    """What the gate has put on it. Objects are reached through these only, never by a bare key. usage: see
    mail/usage/queries.py. closed: why what the page shows cannot be changed, "" where it can."""

    mailbox: Mailbox
    domain: Domain
    customer: Customer
    role: Role
    actor: Actor
    shell: Shell
    allows: Allows
    usage: Usage | None
    closed: str


def own_account(request: MemberRequest, address: str) -> Mailbox:
    """The account of that address in a domain of the administrator's customer. Raises Http404: another customer's is
    nobody's. Raises AnotherAdministrator where something is sent and the role is not enough to change it."""
    mailbox = accounts().filter(domain__customer=request.customer, address=address).first()
    if mailbox is None:
        raise Http404
    try:
        check_may_change(request.actor, mailbox)
    except AnotherAdministrator as refusal:
        if request.method not in ("GET", "HEAD"):
            raise
        request.closed = str(refusal)
    return mailbox


def own_and_of_account(view: Callable[..., HttpResponse]) -> tuple[Callable[..., HttpResponse], ...]:
    """Make of view(request, mailbox, …) two: one for everybody's own mailbox, and one with which the administrator does
    it for a user, by the account's address."""

    def own(request: MemberRequest, **more: str) -> HttpResponse:
        return view(request, request.mailbox, *more.values())

    def of_account(request: MemberRequest, address: str, **more: str) -> HttpResponse:
        return view(request, own_account(request, address), *more.values())

    return own, of_account
