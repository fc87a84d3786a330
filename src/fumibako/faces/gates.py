"""What the gates share: binding a request to whoever is here, and sending the others to a login."""

import re
from collections.abc import Sequence
from functools import cache
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.support_login.middleware import support_of, support_over_of
from fumibako.chapters.console.support_login.models import SupportLogin
from fumibako.chapters.console.support_login.reach import Reach, reach_of
from fumibako.chapters.contract.options.queries import abilities_of
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import mailbox_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.member.guide.topics import about
from fumibako.faces import alerts, navigation
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.features import Face, Feature, Page
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.tenancy.roles import Role, may_see
from fumibako.groundwork.ui.shell import Link, Shell
from fumibako.machine.formats.idn import readable_domain

_SECRET = re.compile(r"password$|^(old|again|code|token|key|csrfmiddlewaretoken)$")
_HIDDEN = re.compile(r"(once|before|next|initial-.*)$")
_TITLES = {Face.USER: _("User menu"), Face.WEBMAIL: _("Webmail"), Face.ADMIN: _("Administrator menu")}
_HATS = {Face.ADMIN: _("Administration"), Face.USER: _("My mail"), Face.WEBMAIL: _("Webmail")}


def mailbox_here(request: HttpRequest) -> Mailbox | None:
    """The mailbox whose user is logged in in this browser, or whose menus an operator has opened by support login."""
    if support := support_of(request):
        return support.mailbox
    sign_in = sign_in_of(request, Login.Kind.MEMBER)
    return mailbox_of(sign_in.login) if sign_in else None


def session_here(request: HttpRequest) -> SignIn | SupportLogin | None:
    """Where the domain is kept that this browser works on."""
    return support_of(request) or sign_in_of(request, Login.Kind.MEMBER)


def welcome(request: HttpRequest, mailbox: Mailbox, face: Face, page: Page, kwargs: dict[str, str]) -> MemberRequest:
    """Bind the request to the mailbox, its domain and its customer: all that its pages can reach."""
    bound = cast(MemberRequest, request)
    bound.mailbox, bound.domain, bound.customer = mailbox, mailbox.domain, mailbox.domain.customer
    domains = list(bound.customer.domains.filter(alias_of__isnull=True).order_by("pk")) if face is Face.ADMIN else []
    session, support = session_here(request), support_of(request)
    if face is Face.ADMIN and session and session.domain in domains:
        bound.domain = session.domain
    bound.role, bound.closed = Role(mailbox.role), ""
    if support and reach_of(page) is Reach.READ:
        bound.closed = gettext("In support login you can read this page, but not change it. Ask the customer to do it.")
    bound.actor = _actor(request, mailbox, bound.role)
    abilities = cache(lambda: abilities_of(bound.customer))  # asked for where anything depends on them

    def allows(feature: Feature, page: Page | None = None) -> bool:
        is_mine = face in (Face.USER, Face.WEBMAIL) or feature.duty is None or may_see(bound.role, feature.duty)
        is_open = not support or page is None or reach_of(page) is not Reach.CLOSED
        return is_mine and is_open and (not feature.needs or feature.needs in abilities())

    bound.allows = allows
    bound.shell = Shell(
        title=_TITLES[face],
        place=readable_domain(bound.domain.name) if face is Face.ADMIN else "",
        places=_places(domains, bound.domain),
        person=mailbox.display_name or mailbox.address,
        home=navigation.home(face, "menu", request.path),
        logout=reverse("console:end_support" if support else "membersite:logout"),
        sections=navigation.sections(face, allows, request.path),
        tabs=navigation.tabs(face, page, kwargs, allows),
        hats=_hats(face, bool(bound.role), is_support=support is not None),
        find="" if face is Face.WEBMAIL else reverse(f"{face}:find"),
        help=_help(face, page),
        alerts=alerts.finder(face, bound, allows),
    )
    return bound


def _help(face: Face, page: Page) -> str:
    topic = about(face, page.name)
    return reverse(f"{face}:guide_page", args=(topic,)) if topic else ""


def _places(domains: Sequence[Domain], here: Domain) -> tuple[Link, ...]:
    """The domains to choose from; url is the name that the form sends."""
    if len(domains) < 2:
        return ()
    return tuple(Link(readable_domain(domain.name), domain.name, is_here=domain == here) for domain in domains)


def _actor(request: HttpRequest, mailbox: Mailbox, role: Role) -> Actor:
    support, remote = support_of(request), remote_of(request)
    if support:
        return Actor(Kind.OPERATOR, support.sign_in.login.name, remote, account=mailbox.address)
    return Actor(Kind.ADMINISTRATOR if role else Kind.USER, mailbox.address, remote)


def closed_to_support(request: MemberRequest, page: Page) -> HttpResponse | None:
    """What an operator gets who asks for more than a support login reaches."""
    if not support_of(request) or reach_of(page) is Reach.CHANGE:
        return None
    is_read = reach_of(page) is Reach.READ
    if is_read and request.method in ("GET", "HEAD"):
        return None
    return render(request, "faces/support_closed.html", {"is_read": is_read}, status=403)


def _hats(face: Face, is_administrator: bool, *, is_support: bool) -> tuple[Link, ...]:
    left_out = {Face.WEBMAIL} if is_support else set()
    left_out |= set() if is_administrator else {Face.ADMIN}
    hats = ((hat, label) for hat, label in _HATS.items() if hat not in left_out)
    return tuple(Link(label, reverse(f"{hat}:menu"), is_here=hat is face) for hat, label in hats)


def to_login(request: HttpRequest, login: str) -> HttpResponse:
    """Ask for a login, after which the page comes up. Whoever has typed something keeps it in their browser and sends
    it again; a button's press is only said not to have been taken."""
    was_sent = request.method != "GET"
    door = _door(request, login)
    if typed := _typed(request):
        context = {"typed": typed, "login": door, "had_file": bool(request.FILES)}
        return render(request, "faces/login_ended.html", context, status=403)
    if was_sent:
        messages.error(
            request, gettext("Your login expired, so what you entered has not been saved. Log in and try again.")
        )
    way = {"next": request.path if was_sent else request.get_full_path()}
    return HttpResponseRedirect(f"{door}?{urlencode(way)}")


def _door(request: HttpRequest, login: str) -> str:
    """After a support login, the page that begins the next one."""
    over = support_over_of(request)
    if over is None or login.startswith("console:"):
        return reverse(login)
    return reverse("console:start_support", args=(over.mailbox.domain.customer.number,))


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form that was sent holds, besides passwords and codes, which stand in no page. Nothing where nobody has
    typed anything."""
    found = [(name, value) for name, values in request.POST.lists() for value in values if not _SECRET.search(name)]
    return found if any(not _HIDDEN.match(name) for name, _ in found) else []
