"""Who may use the console: operators, by their own login and cookie. A member's session opens nothing here."""

from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.operators.queries import operator_of
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.faces import alerts, navigation
from fumibako.faces.gates import to_login
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.features import Face, Feature, Page, View
from fumibako.groundwork.ui.shell import Shell


def allows(feature: Feature, page: Page | None = None) -> bool:
    """Operators use every feature of the console."""
    return True


def operator(feature: Feature, page: Page) -> View:
    @wraps(page.view)
    def gated(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        sign_in = sign_in_of(request, Login.Kind.OPERATOR)
        operator = operator_of(sign_in.login) if sign_in else None
        if operator is None:
            return to_login(request, "console:login")
        bound = cast(OperatorRequest, request)
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
            alerts=alerts.finder(Face.CONSOLE, bound, allows),
            is_dense=True,
        )
        return page.view(bound, **kwargs)

    return gated
