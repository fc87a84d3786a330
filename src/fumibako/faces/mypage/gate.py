"""Who may use My Page: a contract's owner, by their own login and cookie. Neither a mail account's session nor an
operator's opens anything here."""

from functools import wraps
from typing import cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.options.queries import abilities_of
from fumibako.chapters.contract.owners.feature import SET_UP
from fumibako.chapters.contract.owners.queries import owner_of
from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.faces import alerts, navigation
from fumibako.faces.gates import to_login
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.features import Face, Feature, Page, View
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.shell import Shell


def owner(feature: Feature, page: Page) -> View:
    """Let a contract's owner through, bound to the customer. Before the first login is set up, to that page alone."""

    @wraps(page.view)
    def gated(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        sign_in = sign_in_of(request, Login.Kind.CONTRACT)
        owner = owner_of(sign_in.login) if sign_in else None
        if owner is None or owner.login.customer is None:
            return to_login(request, "mypage:login")
        bound = cast(OwnerRequest, request)
        bound.owner, bound.customer = owner, owner.login.customer
        bound.actor = Actor(Kind.OWNER, owner.login.name, remote_of(request))
        abilities = abilities_of(bound.customer)

        def allows(feature: Feature, page: Page | None = None) -> bool:
            return not feature.needs or feature.needs in abilities

        bound.allows = allows
        bound.shell = _shell(bound, page, kwargs)
        if not owner.is_set_up and page != SET_UP:
            return redirect("mypage:first")
        if not allows(feature):
            raise Http404
        return page.view(bound, **kwargs)

    return gated


def _shell(request: OwnerRequest, page: Page, kwargs: dict[str, str]) -> Shell:
    """Without a menu until it leads anywhere."""
    customer: Customer = request.customer
    is_set_up = request.owner.is_set_up
    return Shell(
        title=_("My Page"),
        place=customer.number,
        person=customer.name,
        home=navigation.home(Face.MYPAGE, "menu", request.path),
        logout=reverse("mypage:logout"),
        sections=navigation.sections(Face.MYPAGE, request.allows, request.path) if is_set_up else (),
        tabs=navigation.tabs(Face.MYPAGE, page, kwargs, request.allows),
        find=reverse("mypage:find") if is_set_up else "",
        alerts=alerts.finder(Face.MYPAGE, request, request.allows),
    )
