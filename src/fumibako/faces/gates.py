"""What the gates share: binding a request to whoever is here, and sending the others to a login."""

import re
from collections.abc import Sequence
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.plans.queries import abilities_of
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
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
    """The mailbox whose user is logged in in this browser."""
    sign_in = sign_in_of(request, Login.Kind.MEMBER)
    return mailbox_of(sign_in.login) if sign_in else None


def welcome(request: HttpRequest, mailbox: Mailbox, face: Face, page: Page, kwargs: dict[str, str]) -> MemberRequest:
    """Bind the request to the mailbox, its domain and its customer: all that its pages can reach."""
    bound = cast(MemberRequest, request)
    bound.mailbox, bound.domain, bound.customer = mailbox, mailbox.domain, mailbox.domain.customer
    domains = list(bound.customer.domains.filter(alias_of__isnull=True).order_by("pk")) if face is Face.ADMIN else []
    sign_in = sign_in_of(request, Login.Kind.MEMBER)
    if face is Face.ADMIN and sign_in and sign_in.domain in domains:
        bound.domain = sign_in.domain
    bound.role = Role(mailbox.role)
    kind = Kind.ADMINISTRATOR if bound.role else Kind.USER
    bound.actor = Actor(kind, mailbox.address, remote_of(request))
    abilities = abilities_of(bound.customer)

    def allows(feature: Feature) -> bool:
        is_mine = face in (Face.USER, Face.WEBMAIL) or feature.duty is None or may_see(bound.role, feature.duty)
        return is_mine and (not feature.needs or feature.needs in abilities)

    bound.allows = allows
    bound.shell = Shell(
        title=_TITLES[face],
        place=readable_domain(bound.domain.name) if face is Face.ADMIN else "",
        places=_places(domains, bound.domain),
        person=mailbox.display_name or mailbox.address,
        home=navigation.home(face, "menu", request.path),
        logout=reverse("membersite:logout"),
        sections=navigation.sections(face, allows, request.path),
        tabs=navigation.tabs(face, page, kwargs, allows),
        hats=_hats(face, bool(bound.role)),
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


def _hats(face: Face, is_administrator: bool) -> tuple[Link, ...]:
    hats = ((hat, label) for hat, label in _HATS.items() if is_administrator or hat is not Face.ADMIN)
    return tuple(Link(label, reverse(f"{hat}:menu"), is_here=hat is face) for hat, label in hats)


def to_login(request: HttpRequest, login: str) -> HttpResponse:
    """Ask for a login, after which the page comes up. Whoever has typed something keeps it in their browser and sends
    it again; a button's press is only said not to have been taken."""
    was_sent = request.method != "GET"
    if typed := _typed(request):
        context = {"typed": typed, "login": reverse(login), "had_file": bool(request.FILES)}
        return render(request, "faces/login_ended.html", context, status=403)
    if was_sent:
        messages.error(
            request, gettext("Your login expired, so what you entered has not been saved. Log in and try again.")
        )
    way = {"next": request.path if was_sent else request.get_full_path()}
    return HttpResponseRedirect(f"{reverse(login)}?{urlencode(way)}")


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form that was sent holds, besides passwords and codes, which stand in no page. Nothing where nobody has
    typed anything."""
    found = [(name, value) for name, values in request.POST.lists() for value in values if not _SECRET.search(name)]
    return found if any(not _HIDDEN.match(name) for name, _ in found) else []
