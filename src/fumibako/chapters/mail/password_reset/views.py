"""The lost password (A4): ask for the link, and set a new one by it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.identity.logins.forms import ChosenPassword
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.mail.mailed_links import mailbox_of_link
from fumibako.chapters.mail.password_reset import services
from fumibako.chapters.mail.password_reset.forms import RequestReset
from fumibako.groundwork.one_time.errors import LinkEnded
from fumibako.groundwork.one_time.services import look
from fumibako.groundwork.one_time.views import ended
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@show
def ask(request: HttpRequest) -> HttpResponse:
    form = RequestReset(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.request_reset(address=form.cleaned_data["address"], remote=remote_of(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("membersite:reset_sent")
    return render(request, "password_reset/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """The same for every address."""
    return render(request, "password_reset/sent.html")


@show
@sensitive_post_parameters("password", "again")
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the mail; only the form that is sent uses the link up."""
    mailbox = mailbox_of_link(look(services.RESET, token))
    if mailbox is None:
        return ended(request, "membersite:reset")
    form = ChosenPassword(request.POST or None, login=mailbox.address)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_new_password(token=token, password=form.cleaned_data["password"], remote=remote_of(request))
        except LinkEnded:
            return ended(request, "membersite:reset")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = _("Your password has been changed. Log in with it, and change it in your mail software too.")
            messages.success(request, words)
            return redirect("membersite:login")
    context = {"form": form, "mailbox": mailbox}
    return render(request, "password_reset/new.html", context, status=422 if form.errors else 200)
