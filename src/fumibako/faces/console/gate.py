"""Who may use the console: operators, by their own login and cookie. A member's session opens nothing here."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.identity.sessions import remote_of
from fumibako.faces.console.menu import MENU
from fumibako.faces.gates import to_login
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.ui.shell import Shell


def operator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def gated(request: HttpRequest, **path: str) -> HttpResponse:
        bound = cast(OperatorRequest, request)
        if bound.operator is None:
            return to_login(request, "console:login")
        bound.actor = Actor(Kind.OPERATOR, bound.operator.login, remote_of(request))
        bound.shell = Shell(
            title=_("Operator console"),
            place="",
            person=bound.operator.display_name or bound.operator.login,
            home=reverse("console:desk"),
            logout=reverse("console:logout"),
            menu=MENU,
            is_dense=True,
        )
        return view(bound, **path)

    return gated
