"""Who may use the console, and for what: operators, by their own login and cookie. A member's opens nothing here."""

from functools import wraps
from typing import cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.operators.queries import operator_of
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.faces import alerts, navigation
from fumibako.faces.gates import to_login
from fumibako.faces.looking import with_closed_forms
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.features import Allows, Face, Feature, Page, View
from fumibako.groundwork.tenancy.staff import StaffRole, staff_may_change, staff_may_see
from fumibako.groundwork.ui.shell import Shell

_HOME = "desk"


def _allows_for(role: StaffRole) -> Allows:
    def allows(feature: Feature, page: Page | None = None, /) -> bool:
        is_home = page is not None and page.name == _HOME
        if feature.is_own:
            return True
        is_shown = page is None or not page.is_reserved or role is StaffRole.EVERYTHING
        return is_shown and (is_home or staff_may_see(role, is_for_support=feature.is_for_support))

    return allows


def operator(feature: Feature, page: Page) -> View:
    @wraps(page.view)
    def gated(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        sign_in = sign_in_of(request, Login.Kind.OPERATOR)
        operator = operator_of(sign_in.login) if sign_in else None
        if operator is None:
            return to_login(request, "console:login")
        bound = cast(OperatorRequest, request)
        role = StaffRole(operator.role)
        allows = _allows_for(role)
        bound.operator, bound.allows = operator, allows
        bound.actor = Actor(Kind.OPERATOR, operator.login.name, remote_of(request))
        bound.shell = Shell(
            title=_("Operator console"),
            place="",
            person=operator.display_name or operator.login.name,
            home=navigation.home(Face.CONSOLE, "desk", request.path),
            logout=reverse("console:logout"),
            sections=navigation.sections(Face.CONSOLE, allows, request.path),
            tabs=navigation.tabs(Face.CONSOLE, page, kwargs, allows),
            find=reverse("console:find"),
            find_hint=_("Customer, address, function"),
            alerts=alerts.finder(Face.CONSOLE, bound, allows),
            is_dense=True,
        )
        if not allows(feature, page):
            raise Http404
        may_change = feature.is_own or staff_may_change(role, is_for_support=feature.is_for_support)
        if may_change:
            return page.view(bound, **kwargs)
        if request.method not in ("GET", "HEAD"):
            return render(bound, "console/role_too_low.html", status=403)
        words = gettext(
            "Your role in the console is “look only”. Ask an operator who may do everything for another role."
        )
        return with_closed_forms(page.view(bound, **kwargs), words)

    return gated
