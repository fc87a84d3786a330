"""The lost password of My Page (E2): ask for the link, and set a new one by it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.contract.owner_reset import services
from fumibako.chapters.contract.owner_reset.forms import RequestOwnerReset
from fumibako.chapters.identity.logins.forms import ChosenPassword
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.groundwork.one_time.errors import LinkEnded
from fumibako.groundwork.one_time.services import look
from fumibako.groundwork.one_time.views import ended
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@show
def ask(request: HttpRequest) -> HttpResponse:
    form = RequestOwnerReset(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.request_owner_reset(number=form.cleaned_data["login"], remote=remote_of(request))
        return redirect("membersite:owner_reset_sent")
    return render(request, "owner_reset/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """The same for every login ID."""
    return render(request, "owner_reset/sent.html")


@show
@sensitive_post_parameters("password", "again")
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the mail; only the form that is sent uses the link up."""
    owner = services.owner_of_link(look(services.RESET, token))
    if owner is None:
        return ended(request, "membersite:owner_reset")
    form = ChosenPassword(request.POST or None, login=owner.login.name)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.set_owner_password_by_link(token=token, password=given["password"], remote=remote_of(request))
        except LinkEnded:
            return ended(request, "membersite:owner_reset")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The My Page password has been changed. Log in with it."))
            return redirect("mypage:login")
    context = {"form": form, "number": owner.login.name.upper()}
    return render(request, "owner_reset/new.html", context, status=422 if form.errors else 200)
