"""In and out (A2), the same way on every face."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins import services
from fumibako.chapters.identity.logins.errors import LoginLater, SecondStepAsked
from fumibako.chapters.identity.logins.forms import LogIn
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.views import here_or

show = require_http_methods(["GET", "POST"])


Begin = Callable[[HttpRequest, Login], str]
"""Starts the second step of a login; returns the address of its page."""


@dataclass(frozen=True)
class Door:
    """The login and log-out pages of one kind of login. home: the address after a login; outside: the name of the page
    after logging out. second: the step that a login may ask for after its password."""

    kind: Login.Kind
    form: type[LogIn]
    template: str
    home: Callable[[Login], str]
    outside: str
    second: Begin

    @method_decorator((show, sensitive_post_parameters("password")))
    def log_in(self, request: HttpRequest) -> HttpResponse:
        sign_in = sign_in_of(request, self.kind)
        if request.method == "GET" and sign_in is not None:
            return redirect(self.home(sign_in.login))
        form = self.form(request.POST or None)
        after = request.POST.get("next") or request.GET.get("next", "")
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    login = services.log_in(
                        request, kind=self.kind, name=form.name(), password=form.cleaned_data["password"]
                    )
                except SecondStepAsked as asked:
                    way = {"next": after} if after else {}
                    return redirect(f"{self.second(request, asked.login)}?{urlencode(way)}".rstrip("?"))
                except Refused as refusal:
                    form.refuse(refusal)
                    status = status_of(refusal)
                else:
                    return redirect(here_or(request, after, self.home(login)))
        return render(request, self.template, {"form": form, "next": after}, status=status)

    @method_decorator(show)
    def log_out(self, request: HttpRequest) -> HttpResponse:
        """By its button only; a bookmark leads home."""
        sign_in = sign_in_of(request, self.kind)
        if request.method == "GET":
            return redirect(self.home(sign_in.login) if sign_in else self.outside)
        services.log_out(request, kind=self.kind)
        messages.success(request, _("You have logged out."))
        response = redirect(self.outside)
        # Pages seen while logged in cannot be had from this browser any more.
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def status_of(refusal: Refused) -> int:
    return 429 if isinstance(refusal, LoginLater) else 422
